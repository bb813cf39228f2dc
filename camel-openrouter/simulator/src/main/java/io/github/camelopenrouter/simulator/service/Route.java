package io.github.camelopenrouter.simulator.service;

/**
 * Where a request goes.
 *
 * @param requested the model string that led here
 * @param strategy how the service calls the way that was taken
 */
record Route(String requested, Model model, Endpoint endpoint, String strategy) {}
