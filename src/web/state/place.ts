import { signal } from "@preact/signals";
import { type Id, isId } from "../../protocol/id.ts";

/** Where in the client its user is, as the address says. */
export type Place =
  | { readonly page: "home" | "signin" | "missing" }
  | { readonly page: "channel"; readonly channel: Id }
  | { readonly page: Door; readonly secret: string }
  /** Without a section: where they are listed. */
  | { readonly page: "settings"; readonly section: SettingsSection | undefined }
  | { readonly page: "admin"; readonly section: AdminSection | undefined };

/** Pages behind a link with a secret. */
export type Door = "setup" | "join" | "recover";

export const settingsSections = ["profile", "appearance", "notifications", "sessions", "password", "language"] as const;
export const adminSections = ["members", "invites", "channels", "workspace", "time"] as const;
export type SettingsSection = (typeof settingsSections)[number];
export type AdminSection = (typeof adminSections)[number];

const current = signal<Place>(read());

addEventListener("popstate", () => {
  current.value = read();
});

export function place(): Place {
  return current.value;
}

/** Goes to another place. `replace`: the browser's way back does not lead here. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname) history.pushState(null, "", path);
  current.value = read();
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
  const [, page = "", id = "", ...rest] = location.pathname.split("/");
  if (rest.length > 0) return { page: "missing" };
  if (page === "c" && isId(id)) return { page: "channel", channel: id };
  if (page === "settings" || page === "admin") return readSection(page, id);
  if (id !== "") return { page: "missing" };
  if (page === "") return { page: "home" };
  if (page === "signin") return { page };
  if (page === "setup" || page === "join" || page === "recover") return { page, secret: takeSecret() };
  return { page: "missing" };
}

function readSection(page: "settings" | "admin", name: string): Place {
  if (name === "") return { page, section: undefined };
  const section = settingsSections.find((each) => each === name);
  if (page === "settings") return section ? { page, section } : { page: "missing" };
  const run = adminSections.find((each) => each === name);
  return run ? { page, section: run } : { page: "missing" };
}

/** A secret must not stay where it can be seen over a shoulder, or in the browser's list of visited addresses. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== "") history.replaceState(null, "", location.pathname);
  return secret;
}
