// Only helps: every page works without it.
"use strict";

(() => {
  const all = (selector, root = document) => root.querySelectorAll(selector);
  // The pages' policy lets nothing become HTML but what passes here, and only live status does.
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy("evisa", { createHTML: (text) => text }) : null;

  // The summary of faults takes the focus, so that it is read first.
  for (const summary of all("[data-focus]")) summary.focus();

  // A form is sent once. Coming back to the page makes it new again.
  for (const form of all("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      for (const button of all("button", form)) button.setAttribute("aria-disabled", "true");
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-once]")) {
      delete form.dataset.sent;
      for (const button of all("button", form)) button.removeAttribute("aria-disabled");
    }
  });

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  if (navigator.clipboard) {
    for (const button of all("[data-copy]")) {
      const words = button.textContent;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = words; }, 2000);
      });
    }
  }

  // Time left, counted from when the page arrived: the visitor's clock may be wrong.
  const two = (n) => String(n).padStart(2, "0");
  for (const shown of all("[data-deadline]")) {
    const ends = performance.now() + Number(shown.dataset.deadline) * 1000;
    const tick = () => {
      const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
      const hours = Math.floor(left / 3600);
      const rest = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
      shown.textContent = hours ? `${hours}:${rest}` : rest;
      if (left) setTimeout(tick, 1000);
    };
    tick();
  }

  // A button that may be pressed later. Without a script it can be pressed at once, and answers how long to wait.
  for (const button of all("[data-after]")) {
    const pause = Number(button.dataset.after) * 1000;
    if (!pause) continue;
    button.disabled = true;
    setTimeout(() => {
      button.disabled = false;
      for (const words of all("[data-until]", button.parentElement)) words.hidden = true;
    }, pause);
  }

  // The end of the session is announced before it comes. Staying asks for a page in the background: nothing typed is lost.
  for (const notice of all("[data-timeout]")) {
    const pause = Math.max(Number(notice.dataset.timeout) - Number(notice.dataset.notice), 0) * 1000;
    const announce = () => setTimeout(() => { notice.hidden = false; }, Math.min(pause, 2 ** 31 - 1));
    notice.querySelector("[data-stay]").addEventListener("click", async (event) => {
      event.preventDefault();
      const answer = await fetch(event.target.href, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return window.location.assign(event.target.href);
      notice.hidden = true;
      announce();
    });
    announce();
  }

  // A draft is sent shortly after typing stops. Passwords never are.
  for (const form of all("form[data-autosave]")) {
    let waiting;
    const save = async () => {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        const field = form.elements[name];
        if (typeof value === "string" && !(field && field.type === "password")) fields.append(name, value);
      }
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: fields, credentials: "same-origin" });
        const status = form.querySelector("[data-autosave-status]");
        if (answer.ok && status) status.hidden = false;
      } catch { /* The form itself still saves. */ }
    };
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 2000); });
  }

  // Live status: ask, slower and slower, until the answer says that nothing more will change (204) or is another page.
  for (const live of all("[data-poll]")) {
    let pause = 2000;
    let last = "";
    const ask = async () => {
      pause = Math.min(pause * 1.3, 15000);
      if (document.hidden) return setTimeout(ask, pause);
      try {
        const answer = await fetch(live.dataset.poll, { credentials: "same-origin" });
        if (answer.redirected) return window.location.assign(answer.url);
        if (answer.status === 204) return window.location.reload();
        const text = await answer.text();
        if (answer.ok && text !== last) {
          last = text;
          live.innerHTML = policy ? policy.createHTML(text) : text;
        }
      } catch { /* Not reached: ask again later. */ }
      setTimeout(ask, pause);
    };
    setTimeout(ask, pause);
  }
})();
