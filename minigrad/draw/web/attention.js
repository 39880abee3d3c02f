// Pointing at an element lights up what it depends on and what depends on it, and shows what it holds.

const attention = { pointed: null, focused: null, pinned: null };
let lit = [];

// What is reached from some vertices along their arrows, and the arrows.
function reach(starts, arrows, end) {
  const reached = new Set(starts);
  const passed = new Set();
  for (const vertex of reached) {
    // The loop runs through what is added on the way, too.
    for (const edge of vertex[arrows]) {
      passed.add(edge);
      reached.add(edge[end]);
    }
  }
  for (const vertex of starts) reached.delete(vertex);
  return { vertices: reached, edges: passed };
}

function attend(change = {}) {
  Object.assign(attention, change);
  const { pointed, focused, pinned } = attention;
  const chosen = pointed ?? focused ?? pinned;
  for (const element of lit) element.classList.remove("related", "before", "after", "chosen");
  lit = [];
  const mark = (element, name) => {
    element.classList.add("related", name);
    lit.push(element);
  };
  drawing.classList.toggle("lit", Boolean(chosen));
  drawing.querySelector(".pinned")?.classList.remove("pinned");
  pinned?.svg.classList.add("pinned");
  const element = chosen ?? receiver();
  const starts = element?.members ?? (element && !element.tail ? [element] : []);
  const sides = {
    before: reach(starts, "incoming", "tail"),
    after: reach(starts, "outgoing", "head"),
  };
  if (element?.tail) {
    // On both sides of an arrow stand its ends.
    for (const [side, end] of [["before", "tail"], ["after", "head"]]) {
      sides[side] = reach([element[end]], side === "before" ? "incoming" : "outgoing", end);
      sides[side].vertices.add(element[end]);
    }
  }
  if (chosen) {
    const own = new Set(starts);
    const among = ({ tail, head }) => own.has(tail) && own.has(head);
    mark(chosen.svg, "chosen");
    for (const vertex of starts) mark(vertex.svg, "related");
    for (const [side, { vertices, edges }] of Object.entries(sides)) {
      for (const vertex of vertices) mark(visible(vertex).svg, side);
      for (const edge of edges) mark(edge.svg, among(edge) ? "related" : side);
    }
  }
  find("guide").hidden = Boolean(element);
  find("facts").hidden = !element;
  if (element) find("facts").replaceChildren(...said(element, sides));
}

const wayOf = ({ tail, head }) =>
  [tail, head].map((end) => lined(end)[0] ?? named(end.kind)).join(" → ");

// What the panel says of an element.
function said(element, { before, after }) {
  const [first, ...rest] = element.tail ? [wayOf(element), ...lined(element)] : lined(element);
  const badges = tag("div");
  const kind = element.members ? "module" : (element.kind ?? "arrow");
  badges.append(tag("span", "badge", named(kind)));
  if (element.root) badges.append(tag("span", "badge", words.output));
  if (element.alarm) badges.append(tag("span", "badge alarm", words.alarm));
  if (element === attention.pinned) badges.append(tag("span", "badge", words.kept));
  const relations = tag("p");
  const counts = {
    before: tag("span", "before", counted(before.vertices.size, "node")),
    after: tag("span", "after", counted(after.vertices.size, "node")),
  };
  relations.append(...pieces(after.vertices.size === 1 ? "depends, 1" : "depends", counts));
  const facts = tag("dl");
  const fact = (heading, lines, className = "") => {
    const text = tag("dd");
    const table = lines.length > 1 && lines.every((line) => line.length < 100);
    text.append(tag("pre", table ? "table" : "", lines.join("\n")));
    text.firstChild.tabIndex = 0; // it may scroll
    facts.append(tag("dt", className, heading), text);
  };
  if (rest.length) fact(words["in the picture"], rest);
  if (element.hint?.length) fact(words["in full"], element.hint);
  if (element.members) fact(words.inside, [counted(element.members.length, "node")]);
  const soFar = computedSoFar(element);
  for (const [part, lines] of Object.entries(soFar)) {
    fact(words[`${part} at this step`], lines ?? [words["not computed yet"]], part);
  }
  for (const [heading, lines] of Object.entries(element.details ?? {})) {
    if (!Object.hasOwn(soFar, heading)) fact(named(heading), lines);
  }
  return [tag("h2", "title", first ?? named(kind)), badges, relations, facts];
}

drawing.addEventListener("pointerover", (event) => {
  const pointed = event.pointerType === "touch" || fingers.size ? null : elementAt(event.target);
  if (pointed !== attention.pointed) attend({ pointed });
});
drawing.addEventListener("pointerleave", () => attend({ pointed: null }));
drawing.addEventListener("focusin", ({ target }) => {
  if (!target.matches(":focus-visible")) return; // a click keeps instead
  const focused = elementAt(target);
  if (target.matches(".handle")) bring(handleOf(target));
  else if (focused) bring(focused);
  attend({ focused });
});
drawing.addEventListener("focusout", () => attend({ focused: null }));
stage.addEventListener("click", ({ target }) => {
  if (!dragged && !target.closest(".handle")) keep(elementAt(target));
});

function keep(element) {
  attend({ pinned: element === attention.pinned ? null : element });
}
