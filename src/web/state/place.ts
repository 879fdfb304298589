import { signal } from "@preact/signals";
import { type Id, isId } from "../../protocol/id.ts";
import { takeEntry } from "./layers.ts";

/** Where in the client its user is, as the address says. */
export type Place =
  | { readonly page: "home" | "signin" | "missing" }
  | { readonly page: "channel"; readonly channel: Id }
  | { readonly page: Door; readonly secret: string };

/** Pages behind a link with a secret. */
export type Door = "setup" | "join" | "recover";

const current = signal<Place>(read());

/** The path that is shown: entries of the history that are of the same one are not places (layers.ts). */
let shown = location.pathname;

addEventListener("popstate", () => {
  if (location.pathname !== shown) show();
});

export function place(): Place {
  return current.value;
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

export function channelPath(channel: Id): string {
  return `/c/${channel}`;
}

function read(): Place {
  const [, page = "", id = "", ...rest] = location.pathname.split("/");
  if (rest.length > 0) return { page: "missing" };
  if (page === "c" && isId(id)) return { page: "channel", channel: id };
  if (id !== "") return { page: "missing" };
  if (page === "") return { page: "home" };
  if (page === "signin") return { page };
  if (page === "setup" || page === "join" || page === "recover") return { page, secret: takeSecret() };
  return { page: "missing" };
}

/** A secret must not stay where it can be seen over a shoulder, or in the browser's list of visited addresses. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== "") history.replaceState(null, "", location.pathname);
  return secret;
}
