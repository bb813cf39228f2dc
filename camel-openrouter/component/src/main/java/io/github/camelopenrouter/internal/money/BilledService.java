package io.github.camelopenrouter.internal.money;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.catalogue.PriceList;

/** The service as one endpoint asks it, free of charge, about prices and costs. Thread-safe. */
public interface BilledService extends PriceList.Catalogue {
    /** Address of the service: endpoints with the same one have the same prices. */
    URI base();

    /** Whose keys pay; equal where two endpoints pay with the same ones. */
    Object payer();

    /** What became of a generation, asked with the key of this alias; null for the default key. Never throws; the result may fail. */
    CompletableFuture<JsonNode> generation(String id, String keyAlias);
}
