// Pointing at a thing: lights up what it depends on and what depends on it, and says what it holds.

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
  pinned?.element.classList.add("pinned");
  const thing = chosen ?? receiver();
  const starts = thing?.members ?? (thing ? [thing] : []);
  const sides = {
    before: reach(starts, "incoming", "tail"),
    after: reach(starts, "outgoing", "head"),
  };
  if (chosen) {
    const own = new Set(starts);
    const among = ({ tail, head }) => own.has(tail) && own.has(head);
    mark(chosen.element, "chosen");
    for (const vertex of starts) mark(vertex.element, "related");
    for (const [side, { vertices, edges }] of Object.entries(sides)) {
      for (const vertex of vertices) mark(visible(vertex).element, side);
      for (const edge of edges) mark(edge.element, among(edge) ? "related" : side);
    }
  }
  find("guide").hidden = Boolean(thing);
  find("facts").hidden = !thing;
  if (thing) find("facts").replaceChildren(...said(thing, sides));
}

// What the panel says of a thing.
function said(thing, { before, after }) {
  const [first, ...rest] = lined(thing);
  const badges = tag("div");
  badges.append(tag("span", "badge", named(thing.members ? "module" : thing.kind)));
  if (thing.root) badges.append(tag("span", "badge", words.output));
  if (thing.alarm) badges.append(tag("span", "badge alarm", words.alarm));
  if (thing === attention.pinned) badges.append(tag("span", "badge", words.kept));
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
    facts.append(tag("dt", className, heading), text);
  };
  if (rest.length) fact(words["in the picture"], rest);
  if (thing.members) fact(words.inside, [counted(thing.members.length, "node")]);
  const soFar = computedSoFar(thing);
  for (const [part, lines] of Object.entries(soFar)) {
    fact(words[`${part} at this step`], lines ?? [words["not computed yet"]], part);
  }
  for (const [heading, lines] of Object.entries(thing.details ?? {})) {
    if (!Object.hasOwn(soFar, heading)) fact(named(heading), lines);
  }
  return [tag("h2", "title", first ?? named(thing.kind)), badges, relations, facts];
}

drawing.addEventListener("pointerover", (event) => {
  const pointed = event.pointerType === "touch" || fingers.size ? null : thingAt(event.target);
  if (pointed !== attention.pointed) attend({ pointed });
});
drawing.addEventListener("pointerleave", () => attend({ pointed: null }));
drawing.addEventListener("focusin", ({ target }) => {
  if (!target.matches(":focus-visible")) return; // a click keeps instead
  const focused = thingAt(target);
  if (focused) bring(focused);
  attend({ focused });
});
drawing.addEventListener("focusout", () => attend({ focused: null }));
stage.addEventListener("click", ({ target }) => {
  if (!dragged && !target.closest(".handle")) keep(thingAt(target));
});

function keep(thing) {
  attend({ pinned: thing === attention.pinned ? null : thing });
}
