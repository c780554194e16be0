// Starts Swagger UI on the description that the page names; nothing is sent to a validator.
const api = document.getElementById("api");
if (window.SwaggerUIBundle) {
  SwaggerUIBundle({ url: api.dataset.description, domNode: api, deepLinking: true, validatorUrl: null });
}
