// Chooses who looks, where, and when; the channel itself is drawn by SimCord's Preview in the frame.
const key = location.hash.slice(1);
const $ = (id) => document.getElementById(id);
const shown = new Map();
let view = 0;
let over = false;
let asking = 0;

async function ask(path, body) {
  const answer = await fetch(`/rehearsal/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "X-Rehearsal-Key": key, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function act(path, body, doing = "") {
  asking += 1;
  if (doing) text("doing", doing);
  try { draw(await ask(path, body)); } catch { lost(); } finally { asking -= 1; }
}

function text(id, value) {
  if ($(id).textContent !== value) $(id).textContent = value;
}

function make(tag, more = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(more)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Draws a part again only where it changed, and leaves the keyboard where it is.
function part(id, value, children) {
  const now = JSON.stringify(value);
  if (shown.get(id) === now) return;
  shown.set(id, now);
  const focused = document.activeElement?.closest(`#${id}`) && document.activeElement.dataset.key;
  $(id).replaceChildren(...children(value));
  if (focused) $(id).querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function button(name, attributes, press, ...more) {
  const made = make("button", { type: "button", ...attributes }, ...more, name);
  made.addEventListener("click", press);
  return made;
}

function news(number) {
  return number ? [make("span", { class: "new" }, `${number} new`)] : [];
}

function people({ people: all, me }) {
  return all.map((one) => {
    const press = () => act("look", { person: one.key });
    const mine = one.key === me?.key && "true";
    const made = button(one.name, { "data-key": one.key, "aria-current": mine }, press, ...news(one.new));
    made.append(" ", make("span", { class: "what" }, one.what));
    return make("li", {}, made);
  });
}

function places({ places: all, place, me }) {
  const groups = new Map();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) || []), one]);
  return [...groups].flatMap(([group, list]) => [
    make("h3", {}, group),
    make("ul", {}, ...list.map((one) => {
      const press = () => { close(); act("look", { person: me.key, place: one.id }); };
      const here = one.id === place?.id && "page";
      return make("li", { class: one.thread && "thread" },
        button(one.name, { "data-key": one.id, "aria-current": here }, press, ...news(one.new)));
    })),
  ]);
}

function jumps({ jumps: all, busy }) {
  const list = (title, before) => {
    const coming = all.filter((one) => one.before === before && !one.passed);
    return coming.length ? [make("h3", {}, title), make("ul", {}, ...coming.map((one) => {
      const press = () => { close(); act("jump", { to: one.key }, "Putting the clock forward…"); };
      const made = button(one.label, { "data-key": one.key, disabled: busy }, press);
      made.append(" ", make("span", { class: "when" }, one.when));
      return make("li", {}, made);
    }))] : [];
  };
  return [...list("Jump to 10 minutes before", true), ...list("Jump to", false)];
}

function crowd({ acts }) {
  return acts.map((one) => make("li", {},
    button(one.label, { "data-key": one.key, disabled: Boolean(one.why_not) }, () => act("crowd", { act: one.key })),
    ...(one.why_not ? [make("span", { class: "why" }, ` ${one.why_not}`)] : [])));
}

function draw(state) {
  $("lost").hidden = true;
  document.title = state.me ? `${state.me.name} in ${state.place.name} – Rehearsal` : "Rehearsal";
  text("summit", state.summit);
  text("me", state.me ? `${state.me.name} (${state.me.what})` : "nobody yet");
  text("place", state.place?.name || "no channel");
  text("time", state.time);
  text("on", state.on);
  if (asking <= 1) text("doing", state.doing);
  text("problem", state.problem);
  text("hint", state.exported.length ? "" : state.hint);
  part("people", { people: state.people, me: state.me }, people);
  part("places", { places: state.places, place: state.place, me: state.me }, places);
  part("jumps", { jumps: state.jumps, busy: Boolean(state.doing) }, jumps);
  part("crowd", { acts: state.crowd.acts }, crowd);
  $("voice").hidden = state.voice === null;
  text("voice", state.voice ? "Leave the voice room" : "Go into the voice room");
  speed(state.speed);
  $("crowd-now").hidden = !state.crowd.doing;
  text("crowd-doing", state.crowd.doing);
  text("crowd-count", `${state.crowd.count} of ${state.crowd.of}`);
  $("crowd-bar").max = state.crowd.of || 1;
  $("crowd-bar").value = state.crowd.count;
  text("crowd-said", state.crowd.said);
  if (state.exported.length) return ended(state);
  frame(state);
}

function speed(now) {
  if (document.activeElement === $("speed")) return;
  const value = String(now);
  if (![...$("speed").options].some((one) => one.value === value)) {
    $("speed").append(make("option", { value }, `${value} times as fast`));
  }
  $("speed").value = value;
}

function frame(state) {
  if (!state.capability || state.view === view) return;
  view = state.view;
  text("trouble", "");
  $("channel").hidden = false;
  $("channel").inert = true;
  $("channel").title = `${state.place.name}, as ${state.me.name} sees it`;
  $("channel").src = `/channel?view=${view}#${state.capability}`;
}

// What the Preview says where a press did nothing.
const TROUBLE = /not completed|uncertain/;

$("channel").addEventListener("load", () => {
  const status = $("channel").contentDocument?.getElementById("action-status");
  if (!status) return;
  opened(Date.now() + 5000);
  const tell = () => text("trouble", TROUBLE.test(status.textContent)
    ? "That did not work: the channel changed at the same moment. Please try again." : "");
  new MutationObserver(tell).observe(status, { childList: true, characterData: true, subtree: true });
});

// A press is lost while the Preview still measures its window, so none can be made before that.
function opened(latest) {
  const preview = $("channel").contentWindow?.simcordPreview;
  const ready = preview?.ready && !preview.pendingAction;
  if (ready || Date.now() > latest) $("channel").inert = false;
  else setTimeout(opened, 50, latest);
}

function ended(state) {
  over = true;
  close();
  text("trouble", "");
  $("channel").hidden = true;
  $("panels").hidden = $("open-side").hidden = true;
  $("channel").removeAttribute("src");
  $("exported").replaceChildren(...state.exported.map((one) => make("li", {}, one)));
  text("folder", state.folder);
  $("over").hidden = false;
  $("over").focus();
}

function lost() {
  if (!over) $("lost").hidden = false;
}

function open(wanted) {
  $("both").classList.toggle("open", wanted);
  $("open-side").setAttribute("aria-expanded", String(wanted));
  text("open-side", wanted ? "Back to the channel" : "People, channels, clock");
}

function close() { open(false); }

$("open-side").addEventListener("click", () => open(!$("both").classList.contains("open")));
$("speed").addEventListener("change", (event) => act("speed", { speed: Number(event.target.value) }));
$("voice").addEventListener("click", () => act("voice", {}));
$("end").addEventListener("click", () => $("really").showModal());
$("really").addEventListener("close", () => {
  if ($("really").returnValue === "end") act("end", {}, "Exporting what was done…");
  $("really").returnValue = "";
});

async function look() {
  if (over) return;
  if (!asking) {
    try { draw(await ask("state")); } catch { lost(); }
  }
  setTimeout(look, 1000);
}
look();
