// The page on which minigrad runs: an editor, what a program prints, and the pictures it writes.
// It is no module, so that it can say what is amiss where it was opened from a file.
"use strict";

{
  const playground = document.querySelector(".playground");
  const part = (name) => playground.querySelector(`[data-part=${name}]`);
  const { core, layout, wheels, programs, words } = JSON.parse(part("settings").textContent);
  const here = new URL(".", document.currentScript.src).href;
  const settings = {
    here,
    wheels,
    core: new URL(core, document.baseURI).href,
    layout: new URL(layout, document.baseURI).href,
  };
  const edited = { ...programs };
  let chosen, worker;
  let heard = []; // what was printed and is not yet shown: an endless loop prints more than pages like

  function choose(name) {
    if (chosen) edited[chosen] = part("program").value;
    chosen = name;
    part("choice").value = name;
    part("program").value = edited[name];
  }

  function say(word, about = "") {
    part("status").textContent = words[word].replace("{}", () => about);
  }

  function set({ running }) {
    part("run").disabled = running;
    part("stop").disabled = !worker;
    playground.setAttribute("aria-busy", running);
  }

  function clear() {
    heard = [];
    part("printed").replaceChildren();
    for (const link of part("shown").querySelectorAll("[download]")) URL.revokeObjectURL(link.href);
    part("shown").replaceChildren();
  }

  function show() {
    const printed = part("printed");
    let last;
    for (const { stream, text } of heard) {
      if (last?.className !== stream) {
        last = document.createElement("span");
        last.className = stream;
        printed.append(last);
      }
      last.textContent += text;
    }
    heard = [];
    printed.scrollTop = printed.scrollHeight;
  }

  function run() {
    if (part("run").disabled) return;
    const reason = unable();
    if (reason) return say(reason);
    if (!worker) {
      worker = new Worker(`${here}worker.js`, { type: "module" });
      worker.onmessage = ({ data }) => hear[data.kind](data);
      worker.onerror = (event) => hear.failed({ word: "failed", about: event.message ?? "" });
    }
    clear();
    set({ running: true });
    worker.postMessage({ settings, program: part("program").value });
  }

  function unable() {
    if (typeof WebAssembly !== "object") return "without_webassembly";
    if (location.protocol === "file:") return "without_server";
    return null;
  }

  function stop() {
    worker?.terminate();
    worker = undefined;
    set({ running: false });
  }

  const hear = {
    status: ({ word, about }) => say(word, about),
    begins: clear,
    printed(text) {
      if (heard.push(text) === 1) requestAnimationFrame(show);
    },
    ended({ word, shown }) {
      show();
      part("shown").append(...shown.map(([name, content]) => figure(name, content)));
      say(word);
      set({ running: false });
    },
    failed({ word, about }) {
      stop();
      say(word, about);
    },
  };

  const TYPES = { svg: "image/svg+xml", png: "image/png", html: "text/html" };

  function figure(name, content) {
    const suffix = name.split(".").pop().toLowerCase();
    const address = URL.createObjectURL(new Blob([content], { type: TYPES[suffix] }));
    const made = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const link = { href: address, download: name, textContent: name };
    caption.append(Object.assign(document.createElement("a"), link));
    const alt = suffix === "svg" ? described(content) || name : name;
    made.append(suffix === "html" ? frame(name, content) : picture(name, address, alt), caption);
    return made;
  }

  // What minigrad says of a drawing to those who do not see it.
  function described(svg) {
    const parsed = new DOMParser().parseFromString(new TextDecoder().decode(svg), "image/svg+xml");
    return parsed.querySelector("svg > desc")?.textContent;
  }

  // A picture that is wider than the page is moved in its box, by keys too.
  function picture(name, address, alt) {
    const box = Object.assign(document.createElement("div"), { className: "box", tabIndex: 0 });
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", name);
    box.append(Object.assign(document.createElement("img"), { src: address, alt }));
    return box;
  }

  function frame(name, content) {
    const made = Object.assign(document.createElement("iframe"), { title: name, className: "played" });
    made.sandbox = "allow-scripts"; // a page of its own: nothing of this one is in its reach
    made.srcdoc = new TextDecoder().decode(content);
    return made;
  }

  part("run").onclick = run;
  part("stop").onclick = () => {
    stop();
    say("stopped");
  };
  part("choice").onchange = ({ target }) => choose(target.value);
  part("program").onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  };
  const named = decodeURIComponent(location.hash.slice(1));
  choose(named in programs ? named : Object.keys(programs)[0]);
  set({ running: false });
}
