// The page works without this. With it: words can be looked up, dots say their word, the contents follow the reader.
// Words are strangers' text: they reach the page through textContent and nothing else.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  const element = (tag, options = {}, ...children) => {
    const made = document.createElement(tag);
    const { text, ...rest } = options;
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(rest)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // ---- The word explorer -------------------------------------------------------------------------------------------

  const source = byId("words");
  const explorer = source ? startExplorer(JSON.parse(source.textContent)) : null;

  function startExplorer(data) {
    const input = byId("word");
    const list = byId("found");
    const said = byId("said");
    const card = byId("card");
    const choice = byId("pair");
    const LISTED = 12;
    let pair = 0;
    let found = [];
    let active = -1;

    // One map per pair from a word to its record; words are compared in lower case too, since most people type so.
    const indexes = data.pairs.map((p) => {
      const exact = new Map();
      const folded = [];
      for (const detail of p.details) {
        const word = p.words[detail.w];
        if (!exact.has(word)) exact.set(word, detail);
        folded.push({ word, lower: word.toLowerCase(), detail });
      }
      return { exact, folded };
    });

    const has = (word, of = pair) => indexes[of].exact.has(word);

    function search(text) {
      const wanted = text.trim().toLowerCase();
      if (!wanted) return [];
      const starts = [];
      const holds = [];
      for (const entry of indexes[pair].folded) {
        if (entry.lower.startsWith(wanted)) starts.push(entry);
        else if (holds.length < LISTED && entry.lower.includes(wanted)) holds.push(entry);
      }
      starts.sort((x, y) => x.lower.length - y.lower.length);
      return starts.concat(holds).slice(0, LISTED);
    }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function suggest() {
      found = search(input.value);
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(
        ...found.map((entry, i) => {
          const option = element("li", { role: "option", id: `found-${i}`, "aria-selected": "false" });
          option.append(element("bdi", { text: entry.word }), element("span", { class: "soft", text: entry.detail.r || "" }));
          // Before the input loses its focus, or the list would be gone.
          option.addEventListener("mousedown", (event) => {
            event.preventDefault();
            show(entry.word);
          });
          return option;
        }),
      );
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      if (input.value.trim() && found.length === 0) said.textContent = "No such word among those that can be looked up here; tables/ has them all.";
      else if (input.value.trim()) said.textContent = found.length === LISTED ? `${LISTED} words or more` : `${found.length} ${found.length === 1 ? "word" : "words"}`;
    }

    function move(step) {
      if (list.hidden) suggest();
      if (found.length === 0) return;
      active = (active + step + found.length) % found.length;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `found-${active}`);
    }

    input.addEventListener("input", suggest);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter") {
        const entry = found[active >= 0 ? active : 0];
        if (entry) show(entry.word);
      } else return;
      event.preventDefault();
    });
    if (choice) {
      choice.addEventListener("change", () => {
        const word = input.value;
        pair = Number(choice.value);
        if (!show(word)) first();
      });
    }

    // Every second number is a cosine in thousandths.
    const neighbours = (p, flat) => {
      const out = [];
      for (let i = 0; i + 1 < flat.length; i += 2) out.push({ word: p.words[flat[i]], cosine: flat[i + 1] / 1000 });
      return out;
    };

    function column(title, classes, items, empty) {
      const rows = items.map(({ word, cosines }) =>
        element("li", {}, has(word) ? link(word) : element("bdi", { text: word }), element("span", { text: cosines })),
      );
      const body = rows.length ? element("ul", {}, ...rows) : element("p", { class: "none", text: empty });
      return element("div", { class: classes }, element("h5", { text: title }), body);
    }

    function link(word) {
      const button = element("button", { type: "button", class: "look" }, element("bdi", { text: word }));
      button.addEventListener("click", () => show(word));
      return button;
    }

    function show(word) {
      const p = data.pairs[pair];
      const index = indexes[pair];
      const detail = index.exact.get(word) || (index.folded.find((entry) => entry.lower === word.toLowerCase()) || {}).detail;
      if (!detail) return false;
      const shown = p.words[detail.w];
      const [nameA, nameB] = [data.names[p.a], data.names[p.b]];
      const a = neighbours(p, detail.a);
      const b = neighbours(p, detail.b);
      const inA = new Map(a.map((n) => [n.word, n.cosine]));
      const inB = new Map(b.map((n) => [n.word, n.cosine]));
      const both = new Set(detail.s.map((i) => p.words[i]));
      for (const n of a) if (inB.has(n.word)) both.add(n.word);

      const number = (cosine) => (cosine === undefined ? "–" : cosine.toFixed(2).replace("-", "−"));
      const only = (list) => list.filter((n) => !both.has(n.word)).map((n) => ({ word: n.word, cosines: number(n.cosine) }));
      const shared = [...both].map((w) => ({ word: w, cosines: `${number(inA.get(w))} · ${number(inB.get(w))}` }));

      const heading = element("h4", {}, element("bdi", { text: shown }));
      if (detail.r) heading.append(element("small", { text: detail.r }));
      const parts = [heading];
      if (detail.d) {
        const stat = (name, value, classes) => element("div", {}, element("dt", { text: name, class: classes || "" }), element("dd", { text: value }));
        parts.push(
          element(
            "dl",
            { class: "stats" },
            ...(detail.pm || detail.l).map((n, side) => stat(`${detail.pm ? "per million" : "line"} in ${side ? nameB : nameA}`, n)),
            stat("shift Δ", detail.d),
            detail.i ? stat("over resamples of the anchors", detail.i) : stat("noise at this frequency", detail.z === null ? "–" : detail.z),
            stat("adjusted", detail.j),
            stat("overlap of neighbours", detail.o),
          ),
        );
      }
      parts.push(
        element(
          "div",
          { class: "three" },
          column(`near it only in ${nameA}`, `c${p.a % 6}`, only(a), "none"),
          column("near it in both", "", shared, "no neighbour in common"),
          column(`near it only in ${nameB}`, `c${p.b % 6}`, only(b), "none"),
        ),
      );
      card.replaceChildren(...parts);
      input.value = shown;
      said.textContent = "";
      close();
      return true;
    }

    function first() {
      const { exact, folded } = indexes[pair];
      const start = ["apple", "viral"].find((word) => exact.has(word)) || (folded[0] && folded[0].word);
      if (start) show(start);
    }

    function open(word, of) {
      if (of !== undefined && of < data.pairs.length) pair = of;
      else if (!has(word)) pair = Math.max(0, indexes.findIndex((index) => index.exact.has(word)));
      if (choice) choice.value = String(pair);
      return show(word);
    }

    const note = said.textContent;
    first();
    said.textContent = note;
    return { open, has };
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.look[data-word]");
    if (!button || !explorer) return;
    const of = button.dataset.pair === undefined ? undefined : Number(button.dataset.pair);
    if (explorer.open(button.dataset.word, of) && !button.classList.contains("example")) {
      byId("explorer").scrollIntoView({ block: "start" });
      byId("word").focus({ preventScroll: true });
    }
  });

  // ---- Dots say their word -----------------------------------------------------------------------------------------

  const tip = element("div", { id: "tip", hidden: "" });
  document.body.append(tip);
  let near = null;

  function leave() {
    if (near) near.classList.remove("near");
    near = null;
    tip.hidden = true;
  }

  for (const group of document.querySelectorAll("svg g.words")) {
    const svg = group.ownerSVGElement;
    // The browser's own tooltip would lie over ours: the titles move into a list.
    const dots = [...group.querySelectorAll("circle")].map((circle) => {
      const title = circle.querySelector("title");
      const [word, note] = title ? title.textContent.split("\n") : ["", ""];
      if (title) title.remove();
      return { circle, word, note, x: circle.cx.baseVal.value, y: circle.cy.baseVal.value };
    });
    const nearest = (event) => {
      const matrix = svg.getScreenCTM();
      if (!matrix) return null;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      let best = null;
      let least = 12 * 12;
      for (const dot of dots) {
        const distance = (dot.x - at.x) ** 2 + (dot.y - at.y) ** 2;
        // Later dots lie on top: they win a draw.
        if (distance <= least) [best, least] = [dot, distance];
      }
      return best;
    };
    svg.addEventListener("pointermove", (event) => {
      const dot = nearest(event);
      if (!dot) return leave();
      if (near !== dot.circle) {
        leave();
        near = dot.circle;
        near.classList.add("near");
        tip.replaceChildren(element("b", {}, element("bdi", { text: dot.word })), `\n${dot.note}`);
        near.classList.toggle("known", Boolean(explorer && explorer.has(dot.word)));
      }
      tip.hidden = false;
      const left = Math.min(event.pageX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
      tip.style.left = `${Math.max(8, left)}px`;
      tip.style.top = `${event.pageY + 16}px`;
    });
    svg.addEventListener("pointerleave", leave);
    svg.addEventListener("click", (event) => {
      const dot = nearest(event);
      if (dot && explorer && explorer.open(dot.word)) byId("explorer").scrollIntoView({ block: "start" });
    });
  }

  // ---- The contents follow the reader ------------------------------------------------------------------------------

  const links = new Map([...document.querySelectorAll(".toc a")].map((a) => [a.getAttribute("href").slice(1), a]));
  if ("IntersectionObserver" in window) {
    const visible = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) entry.isIntersecting ? visible.add(entry.target.id) : visible.delete(entry.target.id);
        const current = [...links.keys()].find((id) => visible.has(id));
        if (!current) return;
        for (const [id, a] of links) id === current ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
      },
      { rootMargin: "-10% 0px -65% 0px" },
    );
    for (const id of links.keys()) if (byId(id)) observer.observe(byId(id));
  }
})();
