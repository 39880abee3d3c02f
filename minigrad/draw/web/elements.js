"use strict";
// The elements of the picture: vertices, groups and edges, each with its part of the drawing.
// Whatever the picture says enters the page as text, never as markup.

const find = (name) => document.getElementById(`page-${name}`);
const root = find("root");
// A page of its own has all keys; inside another page they are its own only where it has the focus.
const alone = document.documentElement.classList.contains("minigrad-document");
const ground = alone ? document : root;
root.classList.add("live");
const picture = JSON.parse(find("data").textContent);
const [stage, drawing] = [find("stage"), find("drawing")];
const graph = drawing.querySelector(".graph");

function shape(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function tag(name, className = "", text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

// A word in the language of the page, with its parts filled in; in pieces where parts are elements.
const words = picture.words;
const pieces = (word, parts) =>
  words[word].split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece));
const say = (word, parts = {}) => pieces(word, parts).join("");
const named = (heading) => (Object.hasOwn(words, heading) ? words[heading] : heading);
const counted = (n, noun) => say(n === 1 ? `1 ${noun}` : `${noun}s`, { n });
const clip = (text, longest) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
const lined = (element) => element.lines.join("\n").split("\n").filter((line) => line.trim());

const drawnById = new Map([...graph.querySelectorAll("g[id]")].map((g) => [g.id, g]));
const drawn = (described) =>
  new Map(
    described
      .filter(({ id }) => drawnById.has(id))
      .map((element) => [element.id, { ...element, svg: drawnById.get(element.id) }]),
  );
const groups = drawn(picture.groups);
const vertices = drawn(picture.vertices);
const edges = drawn(picture.edges.filter((e) => vertices.has(e.tail) && vertices.has(e.head)));
const elements = new Map([...groups, ...vertices]);

for (const group of groups.values()) {
  Object.assign(group, { members: [], folded: false });
  group.box = group.svg.querySelector("path, polygon").getBBox();
}
for (const vertex of vertices.values()) {
  Object.assign(vertex, { incoming: [], outgoing: [], box: vertex.svg.getBBox() });
  for (let g = groups.get(vertex.group); g; g = groups.get(g.parent)) g.members.push(vertex);
}
for (const { beside, box } of vertices.values()) {
  const other = vertices.get(beside);
  if (other) other.crowdedBelow = box.y > other.box.y;
}
for (const edge of edges.values()) {
  edge.path = edge.svg.querySelector("path");
  edge.arrow = edge.svg.querySelector("polygon"); // others are behind text
  edge.course = edge.path?.getAttribute("d");
  edge.box = edge.svg.getBBox();
  edge.texts = [...edge.svg.querySelectorAll("text")].map((text) => ({ text, box: text.getBBox() }));
  [edge.tail, edge.head] = [vertices.get(edge.tail), vertices.get(edge.head)];
  edge.tail.outgoing.push(edge);
  edge.head.incoming.push(edge);
  // An arrow of a path keeps its own colour while something happens on it.
  if (edge.hue) edge.svg.style.setProperty("--phase", `var(--${edge.hue})`);
}

// All boxes are read by now, so what is written from here on costs one layout, not thousands.
for (const { svg, box } of elements.values()) {
  const [x, y] = [box.x - 3, box.y - 3];
  const [width, height] = [box.width + 6, box.height + 6];
  svg.prepend(shape("rect", { class: "halo", x, y, width, height, rx: 5 }));
}
for (const edge of edges.values()) {
  edge.arrow?.classList.add("head");
  edge.path?.classList.add("line");
  // A line is thin to point at, and where it is chosen a ring is around it.
  const d = edge.course ?? "";
  edge.around = ["reach", "inner"].map((name) => shape("path", { class: name, d }));
  edge.svg.prepend(...edge.around);
}
// What is at a place: a vertex, an arrow or a folded group; and what stands for a vertex when
// groups are folded.
const elementAt = (target) => {
  const { id } = target.closest(".node, .edge, .cluster.folded") ?? {};
  return elements.get(id) ?? edges.get(id) ?? null;
};
const visible = (vertex) => vertex.cover ?? vertex;
