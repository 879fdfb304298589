import { effect } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { EventOf } from "../../protocol/events.ts";
import { words } from "../language/language.ts";
import { isFocused } from "./attention.ts";
import { attempt } from "./notice.ts";
import { channelPath, go } from "./place.ts";
import { preferences } from "./preferences.ts";
import type { Store } from "./store.ts";
import { textOf } from "./summary.ts";

const text_chars_max = 200;

/** Whether this browser can show notifications, and whether its user lets it. `insecure`: not to pages that came without https. */
export function notificationState(): NotificationPermission | "missing" | "insecure" {
  if (!isSecureContext) return "insecure";
  return typeof Notification === "undefined" ? "missing" : Notification.permission;
}

/** Tells of what comes in while nobody looks, as far as that is wanted: here, and of the channel. Returns how to stop that. */
export function tellWhileAway(store: Store): () => void {
  return effect(() => {
    // Whoever listens gets the events of all channels after each loss of the connection: nobody does in vain.
    if (!preferences().notifications) return undefined;
    return store.client.on("event", (event) => {
      if (event.event === "message" && event.rev === event.seq) attempt(tell(store, event));
    });
  });
}

/** Shows one notification; more of the same tag take its place. */
export function showNotification(title: string, body: string, tag: string, open: () => void): void {
  if (notificationState() !== "granted") return;
  try {
    const shown = new Notification(title, { body, tag, silent: !preferences().sound });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
      open();
    });
  } catch {
    // Some phones show them from a service worker only: then there is none.
  }
}

async function tell(store: Store, message: EventOf<"message">): Promise<void> {
  const { channel: id, author, mentions, everyone } = message;
  const me = store.client.model.me;
  const channel = store.client.model.channels.get(id);
  if (isFocused() || !channel || !me || author === me) return;
  const isMine = channel.kind === "direct" || everyone !== undefined || mentions?.includes(me);
  if (channel.notify === "nothing" || (channel.notify === "mentions" && !isMine)) return;
  const name = await nameOf(store, author);
  const title = channel.kind === "direct" ? name : words().notifications.inChannel(name, channel.name ?? "");
  showNotification(title, textOf(message).slice(0, text_chars_max), id, () => go(channelPath(id)));
}

async function nameOf({ client }: Store, user: Id): Promise<string> {
  const known = client.model.users.get(user) ?? (await client.do("user.get", { users: [user] })).users[0];
  return known?.name ?? words().notifications.somebody;
}
