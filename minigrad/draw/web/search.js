// Search for names, operations, shapes: all that an element says but its numbers.

const search = { box: find("search"), hits: [], at: -1 };
const plain = (text) => text.normalize("NFKC").toLowerCase();

for (const element of elements.values()) {
  const details = Object.entries(element.details ?? {})
    .filter(([heading]) => heading !== "value" && heading !== "gradient")
    .flatMap(([, lines]) => lines);
  element.text = plain([...element.lines, named(element.kind ?? "module"), ...details].join("\n"));
}

function look() {
  const wanted = plain(search.box.value.trim());
  search.hits = wanted ? [...elements.values()].filter(({ text }) => text.includes(wanted)) : [];
  search.at = -1;
  const shown = new Set(search.hits.map(visible));
  for (const element of elements.values()) element.svg.classList.toggle("hit", shown.has(element));
  drawing.classList.toggle("searching", shown.size > 0);
  find("hits").textContent = wanted ? counted(search.hits.length, "hit") : "";
}

function nextHit(direction) {
  const { hits } = search;
  if (!hits.length) return;
  const from = search.at < 0 && direction < 0 ? 0 : search.at;
  const at = (from + direction + hits.length) % hits.length;
  const hit = hits[at];
  if (hit.cover) {
    for (let g = groups.get(hit.group ?? hit.parent); g; g = groups.get(g.parent)) g.folded = false;
    holding(hit.cover, refold); // which looks again
  }
  search.at = at;
  bring(hit, true);
  attend({ pinned: hit });
  find("hits").textContent = say("hit of", { at: at + 1, n: hits.length });
}

search.box.addEventListener("input", look);
search.box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1);
});
