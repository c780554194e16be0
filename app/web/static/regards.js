// What the pages add where there is script; each of them works without it.
(() => {
  const sheet = () => document.getElementById("sheet");
  const toasts = () => document.getElementById("toasts");
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");
  let opener = null;

  function openSheet() {
    const box = sheet();
    if (box.open) return;
    opener = document.activeElement;
    box.showModal();
  }

  function closeSheet() {
    const box = sheet();
    if (box?.open) box.close();
  }

  function toast(text) {
    const box = document.createElement("div");
    box.className = "toast";
    const words = document.createElement("p");
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.dataset.dismiss = "";
    button.textContent = "Dismiss";
    box.append(words, button);
    toasts()?.append(box);
  }

  // A form that arrives in the sheet opens it; nothing arriving closes it.
  document.addEventListener("htmx:after:swap", () => {
    const box = sheet();
    if (!box) return;
    if (!box.firstElementChild) return closeSheet();
    openSheet();
    const bad = box.querySelector("[data-focus], [aria-invalid=true], [autofocus]");
    bad?.focus();
  });
  document.addEventListener("sheet:close", closeSheet);
  document.addEventListener("close", (event) => {
    if (event.target !== sheet()) return;
    event.target.replaceChildren();
    if (opener?.isConnected) opener.focus();
  }, true);

  // Refusals are not swapped into the page, so they are said here.
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx?.response?.status ?? event.detail.ctx?.response?.raw?.status;
    if (status === 422 || status === 409) return;
    if (status === 401) return location.reload();
    toast(status === 403 ? "You may not change that. Nothing was saved."
      : status === 404 ? "That is no longer here. Reload the page to see how it stands."
      : status === 429 ? "Too many requests at once. Wait a moment, then try again."
      : "That did not go through. Nothing was saved; please try again.");
  });
  document.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx?.response) toast("No answer from Regards. Check your connection, then try again.");
  });

  document.addEventListener("click", (event) => {
    const el = event.target;
    if (el.closest("[data-close]") && el.closest("dialog")) {
      event.preventDefault();
      closeSheet();
    }
    el.closest("[data-dismiss]")?.closest(".toast")?.remove();
    const copy = el.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => toast("Copied."));
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(el) || el.closest("[data-menu-close]")) menu.open = false;
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-auto]")) event.target.form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const find = document.querySelector("[data-find]");
      if (find && !sheet()?.open) {
        event.preventDefault();
        find.select();
        find.focus();
      }
    }
  });
})();
