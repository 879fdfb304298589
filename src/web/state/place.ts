import { signal } from "@preact/signals";
import { type Id, isId } from "../../protocol/id.ts";

/** Where in the client its user is, as the address says. */
export type Place =
  | { readonly page: "home" | "signin" | "missing" }
  /** `seq`: a message in it. */
  | { readonly page: "channel"; readonly channel: Id; readonly seq?: number }
  | { readonly page: Door; readonly secret: string };

/** Pages behind a link with a secret. */
export type Door = "setup" | "join" | "recover";

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

/** Goes where a link of this client leads that was clicked, without loading the page again. */
export function followLink(event: MouseEvent): void {
  const { target, ctrlKey, metaKey, shiftKey, button } = event;
  const link = target instanceof Element ? target.closest("a") : undefined;
  if (!link || ctrlKey || metaKey || shiftKey || button !== 0) return;
  if (link.origin !== location.origin || readPath(link.pathname)?.page !== "channel") return;
  event.preventDefault();
  go(link.pathname);
}

export function messagePath(channel: Id, seq: number): string {
  return `${channelPath(channel)}/${seq}`;
}

export function channelPath(channel: Id): string {
  return `/c/${channel}`;
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
  if (id !== "") return undefined;
  if (page === "") return { page: "home" };
  if (page === "signin") return { page };
  if (page === "setup" || page === "join" || page === "recover") return { page, secret: takeSecret() };
  return undefined;
}

/** A secret must not stay where it can be seen over a shoulder, or in the browser's list of visited addresses. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== "") history.replaceState(null, "", location.pathname);
  return secret;
}
