import { computed, signal } from "@preact/signals";
import { type Id, isId } from "../../protocol/id.ts";
import { Chosen } from "./chosen.ts";
import { takeEntry } from "./layers.ts";
import { closeDialog } from "./layout.ts";
import { type AdminSection, adminSections, type SettingsSection, settingsSections } from "./sections.ts";

/** Where in the client its user is, as the address says. */
export type Place =
  | { readonly page: "home" | "signin" | "missing" }
  /** `seq`: a message in it. */
  | { readonly page: "channel"; readonly channel: Id; readonly seq?: number }
  | { readonly page: Door; readonly secret: string }
  /** Without a section: where they are listed. */
  | { readonly page: "settings"; readonly section: SettingsSection | undefined }
  | { readonly page: "admin"; readonly section: AdminSection | undefined };

/** Pages behind a link with a secret. */
export type Door = "setup" | "join" | "recover";

const current = signal<Place>(read());

/** The path that is shown: entries of the history that are of the same one are not places (layers.ts). */
let shown = location.pathname;

addEventListener("popstate", () => {
  if (location.pathname === shown) return;
  // It was opened where one was, and lies over where one is now.
  closeDialog();
  show();
});

export function place(): Place {
  return current.value;
}

/** The channel that is open, if one is. */
export function currentChannel(): Id | undefined {
  const here = place();
  return here.page === "channel" ? here.channel : undefined;
}

const open = new Chosen(computed(currentChannel));

/** Whether it is the one that is open, for each of very many. */
export function isOpenChannel(id: Id): boolean {
  return open.is(id);
}

/** Goes to another place. `replace`: the browser's way back does not lead here. */
export function go(path: string, { replace = false } = {}): void {
  if (path !== location.pathname && (takeEntry() || replace)) history.replaceState(null, "", path);
  else if (path !== location.pathname) history.pushState(null, "", path);
  show();
}

function show(): void {
  shown = location.pathname;
  current.value = read();
}

/** Goes where a link of this client leads that was clicked, without loading the page again. */
export function followLink(event: MouseEvent): void {
  const { target, ctrlKey, metaKey, shiftKey, button } = event;
  const link = target instanceof Element ? target.closest("a") : undefined;
  if (!link || ctrlKey || metaKey || shiftKey || button !== 0) return;
  if (!placeOf(link.href)) return;
  event.preventDefault();
  go(link.pathname);
}

/** The channel or message of this workspace to which a link leads, if it does. */
export function placeOf(href: string): (Place & { page: "channel" }) | undefined {
  const { origin, pathname } = new URL(href);
  const found = origin === location.origin && pathname.startsWith("/c/") ? readPath(pathname) : undefined;
  return found?.page === "channel" ? found : undefined;
}

export function messagePath(channel: Id, seq: number): string {
  return `${channelPath(channel)}/${seq}`;
}

export function channelPath(channel: Id): string {
  return `/c/${channel}`;
}

export function settingsPath(section?: SettingsSection): string {
  return section ? `/settings/${section}` : "/settings";
}

export function adminPath(section?: AdminSection): string {
  return section ? `/admin/${section}` : "/admin";
}

/** Whether it is a place for who is signed in, and one that a link may lead to. */
export function isInside({ page }: Place): boolean {
  return page === "channel" || page === "settings" || page === "admin";
}

function read(): Place {
  return readPath(location.pathname) ?? { page: "missing" };
}

function readPath(path: string): Place | undefined {
  const [, page = "", id = "", seq, ...rest] = path.split("/");
  if (rest.length > 0) return undefined;
  if (page === "c" && isId(id)) {
    if (seq === undefined) return { page: "channel", channel: id };
    return /^[1-9]\d{0,14}$/.test(seq) ? { page: "channel", channel: id, seq: Number(seq) } : undefined;
  }
  if (seq !== undefined) return undefined;
  if (page === "settings" || page === "admin") return readSection(page, id);
  if (id !== "") return undefined;
  if (page === "") return { page: "home" };
  if (page === "signin") return { page };
  if (page === "setup" || page === "join" || page === "recover") return { page, secret: takeSecret() };
  return undefined;
}

function readSection(page: "settings" | "admin", name: string): Place | undefined {
  if (name === "") return { page, section: undefined };
  if (page === "settings") {
    const section = settingsSections.find((each) => each === name);
    return section && { page, section };
  }
  const section = adminSections.find((each) => each === name);
  return section && { page, section };
}

/** A secret must not stay where it can be seen over a shoulder, or in the browser's list of visited addresses. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== "") history.replaceState(null, "", location.pathname);
  return secret;
}
