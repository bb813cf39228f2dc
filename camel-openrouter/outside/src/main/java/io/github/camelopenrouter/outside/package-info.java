/** Projects of users: built and run outside of this build, with what it has made installed as a user would have it. */
package io.github.camelopenrouter.outside;
