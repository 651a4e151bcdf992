"use strict";
// The page's only script: language, filters, sorting. Without it everything is there, in Dutch.
(() => {
  const root = document.documentElement;
  root.classList.remove("plain");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Language: Dutch stands in the page, English beside it in data-en and data-en-<attribute>.
  const attributes = ["aria-label", "title"];
  function speak(language) {
    root.lang = language;
    for (const element of all("[data-en]")) {
      element.dataset.nl ??= element.textContent;
      element.textContent = element.dataset[language];
    }
    for (const name of attributes) {
      for (const element of all(`[data-en-${name}]`)) {
        if (!element.hasAttribute(`data-nl-${name}`)) {
          element.setAttribute(`data-nl-${name}`, element.getAttribute(name));
        }
        element.setAttribute(name, element.getAttribute(`data-${language}-${name}`));
      }
    }
    for (const button of all("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
  }
  for (const button of all("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }

  // Recommendations: choose and order.
  const form = document.getElementById("filters");
  if (form) {
    const list = document.getElementById("cards");
    const cards = all(".card", list);
    const words = new Map();
    const wordsOf = (card) => {
      if (!words.has(card)) words.set(card, card.textContent.toLowerCase());
      return words.get(card);
    };
    const orders = {
      order: () => 0,
      unsure: (a, b) => a.dataset.sure - b.dataset.sure,
      stance: (a, b) => a.dataset.rank - b.dataset.rank,
      coverage: (a, b) => a.dataset.coverage - b.dataset.coverage,
    };
    let order = "order";
    const choose = () => {
      const wanted = new FormData(form);
      const search = wanted.get("search").trim().toLowerCase();
      let shown = 0;
      for (const card of cards) {
        const fits =
          (!wanted.get("stance") || card.dataset.stance === wanted.get("stance")) &&
          (!wanted.get("document") || card.dataset.document === wanted.get("document")) &&
          (!wanted.get("theme") || card.dataset.themes.split(" ").includes(wanted.get("theme"))) &&
          (!wanted.get("review") || card.dataset.review === "yes") &&
          (!search || wordsOf(card).includes(search));
        card.hidden = !fits;
        shown += fits;
      }
      document.getElementById("shown").textContent = shown;
      document.getElementById("none-shown").hidden = shown > 0;
      if (wanted.get("sort") !== order) {
        order = wanted.get("sort");
        list.append(
          ...cards.sort((a, b) => orders[order](a, b) || a.dataset.order - b.dataset.order),
        );
      }
    };
    form.addEventListener("input", choose);
    form.addEventListener("reset", () => setTimeout(choose));
    form.addEventListener("submit", (event) => event.preventDefault());
    // A browser that comes back to the page may fill the form in again.
    choose();
  }

  // Tables: a button in every heading, a search field above.
  const collator = new Intl.Collator("nl", { numeric: true });
  const value = (row, column) => {
    const cell = row.cells[column];
    const number = cell.querySelector("[data-value]");
    return number ? Number(number.dataset.value) : cell.textContent.trim();
  };
  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    return collator.compare(a, b);
  };
  for (const table of all(".scroll table")) {
    const body = table.tBodies[0];
    for (const heading of all("thead th", table)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [value(row, heading.cellIndex), row]);
        rows.sort(([a], [b]) => compare(a, b) * (down ? -1 : 1));
        body.append(...rows.map(([, row]) => row));
      });
    }
    const search = table.closest(".scroll").previousElementSibling?.querySelector("input");
    search?.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  // A link into a folded text opens it; on paper everything is open.
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target?.closest("details:not([open])");
    if (folded) folded.open = true;
    if (target?.hidden) form.reset();
    target?.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  if (location.hash) follow();
  window.addEventListener("beforeprint", () => {
    for (const details of all("details")) details.open = true;
  });
})();
