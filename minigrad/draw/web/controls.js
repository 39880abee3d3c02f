// Buttons, keys, themes and the guide; and the start of it all.

const actions = {
  larger: () => zoom(1.3, middle(), true),
  smaller: () => zoom(1 / 1.3, middle(), true),
  fit: () => fit(true),
  fold: () => foldWhere(() => true),
  unfold: () => foldWhere(() => false),
  back: () => step(-1),
  on: () => step(1),
  play,
};
const keys = {
  "+": actions.larger,
  "=": actions.larger,
  "-": actions.smaller,
  0: actions.fit,
  ",": actions.back,
  ".": actions.on,
  " ": play,
  "/": () => search.box.focus(),
  ArrowLeft: () => pan(60, 0, true),
  ArrowRight: () => pan(-60, 0, true),
  ArrowUp: () => pan(0, 60, true),
  ArrowDown: () => pan(0, -60, true),
  Enter: () => attention.focused && keep(attention.focused),
  Escape: () => attend({ pinned: null }),
};

ground.addEventListener("click", ({ target }) => {
  actions[target.closest("[data-do]")?.dataset.do]?.();
});

ground.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, key)) return;
  const presses = key === " " || key === "Enter";
  if (key === "Escape") {
    search.box.value = "";
    look();
    target.blur();
  } else if (presses && target.matches(".handle")) {
    event.preventDefault();
    toggle(groups.get(target.closest(".cluster").id));
    return;
  } else if (target.matches("select, input[type=search]")) return;
  else if (presses && target.matches("button")) return;
  else if (target === slider && key.startsWith("Arrow")) return;
  else if (key.startsWith("Arrow") && target.closest("#page-panel, #page-step")) return; // scrolls
  event.preventDefault();
  keys[key]();
});

find("theme").addEventListener("change", ({ target }) => {
  root.dataset.theme = target.value;
});

// The guide names the keys that do something here.
for (const item of root.querySelectorAll(".for-groups")) item.hidden = !groups.size;
for (const item of root.querySelectorAll(".for-steps")) item.hidden = !steps.length;

window.addEventListener("hashchange", recall);
measure();
recall();
