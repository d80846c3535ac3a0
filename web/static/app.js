// Behaviour shared by all pages: theme, notices, inline editing by keyboard, live calls.
"use strict";

// ---- theme ----
function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function labelTheme(button) {
  const dark = currentTheme() === "dark";
  button.setAttribute("aria-pressed", String(dark));
  const text = button.querySelector("span");
  if (text) text.textContent = dark ? "Light theme" : "Dark theme";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-toggle]");
  if (!button) return;
  const next = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("theme", next); } catch (error) { /* kept for this page only */ }
  document.querySelectorAll("[data-theme-toggle]").forEach(labelTheme);
});
document.querySelectorAll("[data-theme-toggle]").forEach(labelTheme);

// ---- notices ----
document.addEventListener("click", (event) => {
  const close = event.target.closest(".notice-close");
  if (close) close.closest(".notice").remove();
});

function dismissLater(notice) {
  if (notice.dataset.stays === undefined) setTimeout(() => notice.remove(), 6000);
}
document.querySelectorAll(".notice").forEach(dismissLater);
const notices = document.getElementById("notices");
if (notices) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.classList && node.classList.contains("notice")) dismissLater(node);
      }
    }
  }).observe(notices, { childList: true });
}

// ---- questions before what cannot be undone ----
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// ---- choosing rows of a list ----
document.addEventListener("change", (event) => {
  const name = event.target.dataset.chooseAll;
  if (!name) return;
  const boxes = event.target.closest("table").querySelectorAll(`tbody input[name="${name}"]`);
  for (const box of boxes) box.checked = event.target.checked;
});

// ---- inline editing: Enter saves, Escape gives up, focus goes where the eyes are ----
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest(".cell-form");
  if (!form) return;
  event.preventDefault();
  htmx.ajax("GET", form.dataset.cancel, { target: form.closest("[data-cell]"), swap: "innerHTML" });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches(".cell-form textarea")) return;
  event.preventDefault();
  htmx.trigger(event.target.form, "submit");
});
document.addEventListener("htmx:afterSettle", (event) => {
  const cell = event.target.closest && event.target.closest("[data-cell]");
  if (!cell) return;
  const input = cell.querySelector(".cell-form [name=value]");
  if (input) {
    input.focus();
    if (input.select) input.select();
    return;
  }
  const button = cell.querySelector(".cell-edit");
  if (button) button.focus();
});
document.addEventListener("change", (event) => {
  const select = event.target;
  if (select.matches(".cell-form select")) htmx.trigger(select.form, "submit");
});

// ---- uploads: how much has been sent, then that the file is being read ----
function uploadForm(element) {
  const form = element.form || (element.closest && element.closest("form"));
  return form && form.matches("[data-upload]") ? form : null;
}
document.addEventListener("htmx:xhr:progress", (event) => {
  const form = uploadForm(event.target);
  if (!form || !event.detail.lengthComputable) return;
  const percent = Math.round((100 * event.detail.loaded) / event.detail.total);
  const progress = form.querySelector(".upload-progress");
  progress.hidden = false;
  const bar = progress.querySelector("progress");
  if (percent < 100) bar.value = percent;
  else bar.removeAttribute("value");
  progress.querySelector("span").textContent = percent < 100 ? percent + " % sent" : "Reading the file…";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = uploadForm(event.target);
  if (form) form.querySelector(".upload-progress").hidden = true;
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-upload] input[type=file]")) return;
  const result = document.getElementById("import-result");
  if (result) result.replaceChildren();
});

// ---- live calls ----
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function bubble(kind, speaker, text) {
  const made = element("p", "bubble " + kind);
  made.append(element("b", "", speaker), document.createTextNode(text));
  return made;
}

function turnElement(turn, isNew) {
  const item = element("li", isNew ? "turn turn-new" : "turn");
  item.id = "turn-" + turn.turn;
  item.append(element("div", "turn-number", "#" + turn.turn));
  const body = element("div");
  if (turn.heard) body.append(bubble("heard", "Caller", turn.heard));
  body.append(bubble("said", "Agent", turn.said));
  const meta = element("div", "turn-meta");
  meta.append(element("span", "tag", turn.stage.replaceAll("_", " ")));
  for (const action of turn.actions || []) meta.append(element("code", "", action));
  if (turn.asks) meta.append(element("span", "", "waits for " + turn.asks.replaceAll("_", " ")));
  const total = turn.timings && turn.timings.voice_to_voice_ms;
  if (total) meta.append(element("span", "voice-to-voice", Math.round(total) + " ms voice to voice"));
  body.append(meta);
  item.append(body);
  return item;
}

function watchCall(list) {
  const state = document.getElementById("live-state");
  const opened = Date.now();
  const source = new EventSource(list.dataset.live);
  source.addEventListener("turn", (event) => {
    const turn = JSON.parse(event.data);
    const made = turnElement(turn, Date.now() - opened > 1500);
    const old = document.getElementById(made.id);
    if (old) old.replaceWith(made);
    else list.append(made);
    made.scrollIntoView({ block: "nearest" });
  });
  source.addEventListener("timings", (event) => {
    const found = JSON.parse(event.data);
    const item = document.getElementById("turn-" + found.turn);
    const total = found.timings.voice_to_voice_ms;
    if (!item || !total) return;
    let text = item.querySelector(".voice-to-voice");
    if (!text) {
      text = element("span", "voice-to-voice");
      item.querySelector(".turn-meta").append(text);
    }
    text.textContent = Math.round(total) + " ms voice to voice";
  });
  source.addEventListener("ended", (event) => {
    source.close();
    const outcome = JSON.parse(event.data).outcome || "ended";
    if (state) {
      state.className = "chip";
      state.textContent = "Ended: " + outcome.replaceAll("_", " ");
    }
    const reload = document.getElementById("live-ended");
    if (reload) reload.hidden = false;
  });
  source.addEventListener("missed", () => window.location.reload());
  source.onerror = () => { if (state && source.readyState !== EventSource.CLOSED) state.textContent = "Connecting…"; };
  source.onopen = () => { if (state) state.textContent = "Live"; };
}
document.querySelectorAll("[data-live]").forEach(watchCall);

// ---- callers who wait for a manager's word on a price ----
const overrides = document.querySelector("[data-overrides]");

function showOverrideCount(waiting) {
  for (const count of document.querySelectorAll("[data-override-count]")) {
    count.hidden = waiting === 0;
    count.textContent = String(waiting);
    count.title = waiting + (waiting === 1 ? " caller waits" : " callers wait");
  }
}

function refreshOverrides() {
  // What a manager is typing is not swept away; it is brought up to date when the field is left.
  const typing = overrides.querySelector("input[name=day_rate]:focus");
  if (typing && typing.value) overrides.dataset.stale = "yes";
  else htmx.trigger(overrides, "overrides-changed");
}

function countDown() {
  for (const card of overrides.querySelectorAll("[data-left]")) {
    card.dataset.ends = card.dataset.ends || String(performance.now() + 1000 * Number(card.dataset.left));
    const left = Math.max(0, Math.ceil((Number(card.dataset.ends) - performance.now()) / 1000));
    card.querySelector("[data-countdown]").textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    card.classList.toggle("override-late", left <= 15);
    if (left === 0) {
      card.remove();
      showOverrideCount(overrides.querySelectorAll("[data-left]").length);
    }
  }
}

if (overrides) {
  const source = new EventSource(overrides.dataset.overrides);
  source.addEventListener("overrides", (event) => {
    const waiting = JSON.parse(event.data).waiting;
    showOverrideCount(waiting);
    if (waiting || overrides.childElementCount) refreshOverrides();
  });
  overrides.addEventListener("focusout", () => {
    if (overrides.dataset.stale) {
      delete overrides.dataset.stale;
      setTimeout(refreshOverrides, 0);
    }
  });
  setInterval(countDown, 500);
}
