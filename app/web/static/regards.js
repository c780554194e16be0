// What the pages add where there is script; each of them works without it.
(() => {
  const sheet = () => document.getElementById("sheet");
  const toasts = () => document.getElementById("toasts");
  const typing = (el) => el.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  let opener = null;

  // Safari leaves what is pressed without the focus, by which the rest goes.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("a[href], button, summary, [type=checkbox], [type=radio]");
    if (event.detail && !pressed?.contains(document.activeElement)) pressed?.focus({ preventScroll: true, focusVisible: false });
  }, true);
  // On a phone it tells the page of a tap on bare words only where something above them listens.
  document.querySelector("main")?.addEventListener("click", () => {});

  function openSheet() {
    const box = sheet();
    if (box.open) return;
    // What was pressed in a menu is gone with it: the menu's button leads back.
    const menu = document.activeElement.closest("details.menu");
    opener = menu?.querySelector("summary") ?? document.activeElement;
    if (menu) menu.open = false;
    box.showModal();
  }

  function closeSheet() {
    const box = sheet();
    if (box?.open) box.close();
  }

  function toast(...said) {
    const words = document.createElement("p");
    words.append(...said);
    if (sheet()?.open) return sayInSheet(words);
    if ([...document.querySelectorAll(".toast p")].some((one) => one.textContent === words.textContent)) return; // what asks each second is refused each second
    const box = document.createElement("div");
    box.className = "toast";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.dataset.dismiss = "";
    button.textContent = toasts()?.dataset.dismissWords || "Dismiss";
    box.append(words, button);
    toasts()?.append(box);
  }

  // While it is open all else is inert and in its shade.
  function sayInSheet(words) {
    sheet().querySelector(".told")?.remove();
    words.className = "notice s-overdue told";
    words.role = "alert";
    const head = sheet().querySelector("header");
    if (head) head.after(words);
    else sheet().prepend(words);
    words.scrollIntoView({ block: "nearest" });
  }

  // A form that arrives in the sheet opens it; nothing arriving closes it.
  document.addEventListener("htmx:after:swap", () => {
    const box = sheet();
    if (!box) return document.activeElement === document.body && document.querySelector("[data-focus]")?.focus();
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
    else comeBack();
  }, true);

  // On a client's own pages the refusal has the words, in their language, unless it is swapped in.
  function sayOwn(ctx) {
    const { status, headers } = ctx.response;
    if (status < 500 && headers.get("HX-Reswap") !== "none") return;
    const card = new DOMParser().parseFromString(ctx.text ?? "", "text/html").querySelectorAll("main .card :is(h1, p)");
    const [title, ...more] = [...card].map((one) => one.textContent.trim());
    toast(title ? [`${title}.`, ...more].join(" ") : toasts().dataset.failed);
  }

  // Signed out meanwhile: a page in which something is typed, chosen or ticked stays until somebody has
  // signed in beside it; any other comes back after that.
  const isChanged = (field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const before = [...field.options].findLastIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(before, 0);
  };
  const isTyped = (field) => field.form?.method === "post" && isChanged(field);
  function askToSignIn() {
    const address = `/login?${new URLSearchParams({ next: location.pathname + location.search })}`;
    const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
    if (!sheet()?.open && !fields.some(isTyped)) return location.assign(address);
    const way = document.createElement("a");
    [way.href, way.target, way.rel, way.textContent] = [address, "_blank", "noopener", "Sign in, in a new tab"];
    const words = ["You were signed out meanwhile, so nothing was saved; what you typed, chose or ticked is still here. ", way, ", then come back and press the button again."];
    toast(...words);
    if (sheet()?.open) way.focus();
  }

  // Refusals are not swapped into the page, so they are said here.
  document.addEventListener("htmx:response:error", (event) => {
    if (toasts()?.dataset.failed) return sayOwn(event.detail.ctx);
    const status = event.detail.ctx?.response?.status ?? event.detail.ctx?.response?.raw?.status;
    if (status === 401) return askToSignIn();
    if (status === 422 || status === 409) return;
    if (sheet() && status < 500 && ![403, 404, 429].includes(status)) return; // stands in the dialog
    toast(status === 403 ? "You may not change that. Nothing was saved."
      : status === 404 ? "That is no longer here. Reload the page to see how it stands."
      : status === 429 ? "Too many requests at once. Wait a moment, then try again."
      : "That did not go through, and may not have been saved. Look before you try again.");
  });
  document.addEventListener("htmx:error", (event) => {
    const ctx = event.detail.ctx;
    if (ctx?.response || ctx?.sourceElement?.matches("[hx-trigger=load]")) return; // which nobody asked for
    const said = toasts()?.dataset;
    if (ctx?.request?.method === "POST") toast(said?.awayInTheMidst || "No answer came. It may be done all the same: look before you try again.");
    else toast(said?.away || "No answer from Regards. Check your connection, then try again.");
  });

  document.addEventListener("click", (event) => {
    const el = event.target;
    if (el.closest("[data-close]") && el.closest("dialog")) {
      event.preventDefault();
      closeSheet();
    }
    el.closest("[data-dismiss]")?.closest(".toast")?.remove();
    if (el.closest("[data-print]")) window.print();
    const copy = el.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => toast(copy.dataset.said || "Copied."));
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(el) || el.closest("[data-menu-close]")) menu.open = false;
    }
  });

  // For whoever hears the page, where what is seen says it already.
  function say(words) {
    const said = document.createElement("p");
    said.className = "vh";
    said.textContent = words;
    toasts()?.append(said);
    setTimeout(() => said.remove(), 5000);
  }

  // What a page says as it comes is not heard by itself: only what changes once it is there.
  setTimeout(() => {
    for (const one of document.querySelectorAll("main .notice[role=status] > p")) say(one.textContent.trim());
  }, 500);

  // A list that was narrowed: how many there are now.
  const found = () => document.querySelector("[data-found]");
  let heard = found();
  document.addEventListener("htmx:after:swap", () => {
    if (!found() || found() === heard) return;
    heard = found();
    say(heard.dataset.found);
  });

  // On a client's own plan what was unfolded stays so, wherever they go from there and come back.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("#plan details[id]")) sessionStorage.setItem(event.target.id, event.target.open ? "open" : "");
  }, true);
  function unfold() {
    for (const one of document.querySelectorAll("#plan details[id]")) {
      if (sessionStorage.getItem(one.id)) one.open = true;
    }
  }
  document.addEventListener("htmx:after:swap", unfold);
  if (document.getElementById("plan")) unfold();

  // A draft: what was typed is what is copied, mailed and counted.
  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-copy-from]");
    if (!from) return;
    navigator.clipboard.writeText(document.getElementById(from.dataset.copyFrom).value).then(() => {
      from.dataset.was ||= from.textContent;
      from.textContent = from.dataset.said || "Copied";
      say(from.textContent);
    });
  });
  document.addEventListener("input", (event) => {
    const text = event.target.closest("#draft-text");
    if (!text) return;
    const mail = document.querySelector(`[data-mail="${text.id}"]`);
    if (mail) {
      const [address] = mail.href.split("&body=");
      const whole = `${address}&body=${encodeURIComponent(text.value.replace(/\n/g, "\r\n"))}`;
      const fits = whole.length <= 2000; // more of an address is not handed on everywhere
      mail.href = fits ? whole : address;
      document.querySelector("[data-to-be-pasted]").hidden = fits;
    }
    const count = document.querySelector("[data-count]");
    if (count) {
      const words = count.dataset.count || `{num} of ${text.dataset.most} characters`;
      count.textContent = words.replace("{num}", [...text.value].length);
      count.classList.toggle("error", [...text.value].length > Number(text.dataset.most));
    }
    for (const button of document.querySelectorAll("[data-copy-from]")) button.textContent = button.dataset.was || button.textContent;
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-auto]")) event.target.form.requestSubmit();
  });

  // A file is on its way: whoever shows how far it is looks, once it has begun.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-download]")) return;
    for (const wait of [500, 3000]) {
      setTimeout(() => document.querySelector("[data-progress]")?.dispatchEvent(new Event("begun")), wait);
    }
  });
  // A deed for many takes a while, and the browser alone would say so.
  document.addEventListener("submit", (event) => {
    const words = event.target.querySelector("[data-wait]");
    if (!words || event.submitter?.name === "as") return; // a file comes, and the page stays
    words.dataset.was = words.textContent;
    setTimeout(() => (words.textContent = words.dataset.wait), 400);
  });
  addEventListener("pageshow", () => {
    for (const words of document.querySelectorAll("[data-was][data-wait]")) words.textContent = words.dataset.was;
  });
  // Selecting many clients. What is sent are the boxes themselves; this only counts them.
  const picks = () => [...document.querySelectorAll("td > .pick")];
  function countPicks() {
    const words = document.querySelector("[data-picked]");
    if (!words) return;
    const every = document.querySelector("[data-pick-every]");
    const picked = picks().filter((box) => box.checked).length;
    const count = every?.checked ? Number(every.dataset.pickEvery) : picked;
    words.textContent = count ? `${count.toLocaleString("en")} selected` : "";
    for (const all of document.querySelectorAll("[data-pick-all]")) {
      all.checked = picked > 0 && picked === picks().length;
      all.indeterminate = picked > 0 && !all.checked;
    }
    // The bar goes with the last of them: whoever was in it is led back to the list.
    if (!count && document.activeElement.closest(".bulk")) (here() ?? rows()[0])?.querySelector(".name").focus();
    keepInSight();
  }
  // What one comes to is not to lie under the bar, which is as high as its words need.
  function keepInSight() {
    const bar = document.querySelector(".bulk, .bulk-do");
    document.documentElement.style.scrollPaddingBottom = bar ? `${bar.offsetHeight + 20}px` : "";
  }
  addEventListener("resize", keepInSight);
  function pickAll(checked) {
    for (const box of picks()) box.checked = checked;
    const every = document.querySelector("[data-pick-every]");
    if (every && !checked) every.checked = false;
    countPicks();
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) return pickAll(event.target.checked);
    if (event.target.matches("[data-pick-every]") && event.target.checked) pickAll(true);
    if (!event.target.matches(".pick, [data-pick-every]")) return;
    const every = document.querySelector("[data-pick-every]");
    if (every && event.target.matches(".pick:not(:checked)")) every.checked = false;
    countPicks();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pick-none]")) pickAll(false);
  });
  document.addEventListener("htmx:after:swap", countPicks);
  addEventListener("pageshow", countPicks); // Back keeps the boxes ticked

  // Going through a list by keyboard. Nothing fires inside a field, a dialog or with a modifier.
  const ROW = ".list tbody tr, .asked > li";
  const rows = () => [...document.querySelectorAll(ROW)].filter((row) => row.checkVisibility?.() ?? row.getClientRects().length);
  let place = "";
  // The rows before and after it: there one goes on when it has gone elsewhere. Kept for the page
  // that comes once something is done, which is another one.
  let beside = location.search.includes("done=") ? JSON.parse(sessionStorage.getItem("beside") ?? "[]") : [];
  const done = []; // rows that can be undone, the latest at the end
  const here = () => document.activeElement?.closest(ROW) ?? document.getElementById(place);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(ROW);
    if (row) {
      const all = rows(), at = all.indexOf(row);
      [place, beside] = [row.id, [all[at - 1]?.id, all[at + 1]?.id]];
      sessionStorage.setItem("beside", JSON.stringify(beside));
    }
    if (row?.matches(".answered")) done.push(row.id);
  });
  // A row that was pressed is replaced by its answer: one stays where one was. Where it has left
  // the list, one stays in the list.
  function comeBack() {
    if (document.activeElement !== document.body || sheet()?.open || !place) return;
    const row = document.getElementById(place);
    const list = document.querySelector(".list, .asked");
    if (!row && list) list.tabIndex = -1;
    (row?.querySelector("td:last-child .btn, .acts .btn") ?? row?.querySelector(".name") ?? list)?.focus();
  }
  document.addEventListener("htmx:after:swap", comeBack);
  // What leads to the page anew: one goes on where one was, or with the row that was the next, where
  // this one has gone elsewhere. Each place is kept with how high it stood, and stands there again.
  const heightOf = (el) => el.getBoundingClientRect().top;
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    const from = sheet()?.open ? opener : event.submitter ?? event.target;
    const row = from.closest(ROW);
    const all = rows(), at = all.indexOf(row);
    const [before, after] = row ? [all[at - 1], all[at + 1]] : [];
    const places = [];
    for (let el = from.closest("[id]:not(form)"); el && !el.matches("main"); el = el.parentElement?.closest("[id]")) {
      places.push([el.id, heightOf(el)]);
      if (el === row && after) places.push([after.id, heightOf(row)]);
      if (el === row && before) places.push([before.id, heightOf(before)]);
    }
    sessionStorage.setItem("left", JSON.stringify({ path: location.pathname, places, row: row?.id, beside: [before?.id, after?.id] }));
  });
  addEventListener("pageshow", () => {
    const left = JSON.parse(sessionStorage.getItem("left"));
    sessionStorage.removeItem("left");
    if (left?.path !== location.pathname || document.activeElement !== document.body) return;
    if (document.querySelector("main .notice:is([role=status], [role=alert]):not(.put-off)")) return; // which is read first
    const all = rows(), at = all.findIndex((row) => row.id === left.row);
    const stays = all[at - 1]?.id == left.beside[0] || all[at + 1]?.id == left.beside[1];
    const [id, height] = left.places.find(([id]) => document.getElementById(id) && (id !== left.row || stays)) ?? [];
    const el = document.getElementById(id);
    if (!el) return;
    const fold = el.closest("details:not(.menu)");
    if (fold) fold.open = true;
    const name = id === left.row ? el.querySelector(".name") : null;
    if (!name) el.tabIndex = -1;
    if (document.getElementById("put-off")) el.setAttribute("aria-describedby", "put-off-words");
    scrollBy(0, heightOf(el) - height);
    (name ?? el).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:after:swap", () => sessionStorage.removeItem("left")); // one stayed
  const step = (by) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    const all = rows();
    const at = all.indexOf(here());
    const [before, after] = beside.map((id) => all.findIndex((row) => row.id === id));
    const isNext = by > 0 && document.activeElement === all[at]; // come to as a whole: the next is it
    const to = isNext ? at : at >= 0 ? at + by : after >= 0 ? after + Math.min(by, 0) : before;
    const next = all[Math.min(all.length - 1, Math.max(0, to ?? 0))];
    next?.querySelector(".name")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const undo = () => {
    const logged = done.map((id) => document.getElementById(id)).findLast((row) => row?.matches(".answered"));
    const row = document.activeElement.closest(".answered") ?? logged;
    (row?.querySelector("form .btn") ?? document.querySelector(".answered form .btn, #answer form .btn, #bulk-done form .btn, #put-off form .btn"))?.click();
  };
  const log = (row) => {
    if (row?.matches(".answered")) return;
    const menu = row?.querySelector("details.menu:not(.more)");
    if (!menu) return row?.querySelector("td:last-child > form .btn, td:last-child > a.btn, .acts > a.btn")?.click();
    menu.open = true;
    menu.querySelector(".pop :is(button, input:invalid, [type=checkbox])")?.focus(); // a day that is there already is passed by
  };
  const more = (row) => {
    const menu = row?.querySelector("details.more");
    if (!menu) return;
    menu.open = true;
    menu.querySelector(".pop :is(a, button, input:not([type=hidden]))")?.focus();
  };
  function find() {
    const field = document.querySelector("[data-find]");
    if (!field) location = `${document.querySelector("[data-room=caseload]").href}#find-name`;
    field?.focus(); // which also brings it in sight; selecting alone would not
    field?.select();
  }
  // Whoever speaks to the browser, or types with a stick, can do without single keys.
  const keysAreOff = () => localStorage.getItem("keys") === "off";
  function showKeys() {
    const box = document.getElementById("keys");
    if (!box) return;
    box.querySelector("[data-keys-on]").checked = !keysAreOff();
    box.showModal();
  }
  document.addEventListener("click", (event) => event.target.closest("[data-keys]") && showKeys());
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-on]")) localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => here()?.querySelector(".name")?.click(),
    l: () => log(here()),
    m: () => more(here()),
    d: () => here()?.querySelector("[data-draft]")?.click(),
    s: () => here()?.querySelector("[data-snooze]")?.click(),
    u: undo,
    x: () => here()?.querySelector(".pick")?.click(),
    b: () => document.querySelector(".bulk .btn")?.focus(),
    n: () => document.querySelector(".pager [rel=next]")?.click(),
    "/": find,
    "?": showKeys,
  };
  const places = { c: "[data-room=caseload]", e: "[data-room=employers]", r: "[data-room=reports]", t: "[data-room=today]" };
  let going = 0;

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || keysAreOff()) return;
    if (event.timeStamp - going < 1500 && places[event.key]) {
      going = 0;
      return document.querySelector(places[event.key])?.click();
    }
    if (event.key === "g") going = event.timeStamp;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (event.key === "ArrowDown" && event.target.matches("[data-find]") && rows().length) {
      event.preventDefault();
      rows()[0].querySelector(".name").focus();
    }
    press(event);
  });
})();
