import { type Id, idOf } from "../../protocol/id.ts";
import { attachment } from "../../protocol/records.ts";
import { isRecord, list } from "../../protocol/shape.ts";
import { limits } from "../../protocol/limits.ts";
import type { Client } from "../../sdk/client.ts";
import { writtenError } from "../../sdk/error.ts";
import type { Pending } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { putIntoDraft, remember } from "./memory.ts";
import { notify } from "./notice.ts";
import { channelPath, currentChannel, go } from "./place.ts";
import { attachedTo, setWaiting, uploadThere, type Waiting, waitingMessages } from "./uploads.ts";

/**
 * Messages on their way, and those that failed, outlive a reload: each is remembered until it is stored or dropped, and goes
 * out again under the same id, so that the server stores it once however often and from wherever it comes.
 */
const prefix = "unsent ";
const attachments = list(attachment, limits.attachments_max);

/** Takes in what was left from before, and from then on remembers what is on its way. */
export function keepUnsent(client: Client): void {
  client.restore(loadUnsent());
  const kept = new Set(unsentKeys());
  const names = new Map<Id, string | undefined>();
  let isGivingBack = false;
  const keep = (channels: Iterable<Id>) => {
    // When the session is over what was on its way is nobody's any more: it must not stay in the browser.
    if ("reason" in client.connection) return;
    for (const channel of channels) {
      if (client.model.channels.has(channel)) names.set(channel, client.model.channels.get(channel)?.name);
      for (const message of client.model.pending.get(channel) ?? []) {
        remember(prefix + message.id, writeUnsent(message));
        kept.add(prefix + message.id);
      }
    }
    const wanted = new Set([...client.model.pending.values()].flat().map(({ id }) => prefix + id));
    for (const key of kept) {
      if (wanted.has(key)) continue;
      kept.delete(key);
      localStorage.removeItem(key);
    }
  };
  client.on("change", ({ messages }) => {
    if (messages.size > 0) keep(messages);
    // What is discarded for it is a change too.
    const isNone = client.model.pending.size === 0 && waitingMessages().length === 0;
    if (isGivingBack || isNone || !client.isReady) return;
    isGivingBack = true;
    giveBackLost(client, names);
    isGivingBack = false;
  });
  keep(client.model.pending.keys());
  current = client;
}

/** What cannot be sent any more since its channel is gone becomes a draft there, and who wrote it is told. */
function giveBackLost(client: Client, names: ReadonlyMap<Id, string | undefined>): void {
  const { channels, pending } = client.model;
  for (const channel of new Set([...pending.keys(), ...waitingMessages().map((message) => message.channel)])) {
    const given = pending.get(channel) ?? [];
    // When all are answered, so that they stay in their order.
    if (channels.has(channel) || given.some(({ error }) => !error)) continue;
    const waiting = waitingMessages().filter((message) => message.channel === channel);
    setWaiting(waitingMessages().filter((message) => message.channel !== channel));
    const written = given.map(({ at, body, attachments = [] }) => ({
      at,
      body,
      uploads: attachments.map(uploadThere),
    }));
    beginDraftWith(
      channel,
      [...written, ...waiting].toSorted((a, b) => a.at - b.at),
    );
    const name = names.get(channel);
    const sentence = words().unsent.lost(name === undefined ? undefined : words().channel.title(name));
    const show = { text: words().unsent.show, run: () => go(channelPath(channel)) };
    notify(sentence, currentChannel() === channel ? undefined : show);
    for (const { id } of given) client.discard(channel, id);
  }
}

/** Puts messages that were not sent before what was begun in the channel. */
export function beginDraftWith(channel: Id, messages: readonly Pick<Waiting, "body" | "uploads">[]): void {
  putIntoDraft(
    channel,
    messages.map(({ body }) => body),
  );
  const attached = attachedTo(channel);
  const known = new Set(attached.peek().map((upload) => upload.attachment.peek().id));
  const added = messages.flatMap(({ uploads }) => uploads).filter(({ attachment }) => !known.has(attachment.peek().id));
  if (added.length > 0) attached.value = [...added, ...attached.peek()].slice(0, limits.attachments_max);
}

let current: Client | undefined;

addEventListener("storage", ({ key, newValue }) => {
  if (!key?.startsWith(prefix) || newValue !== null) return;
  // Another window dropped it, or it was stored, of which the server tells as well.
  const message = [...(current?.model.pending.values() ?? [])].flat().find(({ id }) => prefix + id === key);
  if (message) current?.discard(message.channel, message.id);
});

function loadUnsent(): Pending[] {
  return unsentKeys()
    .flatMap((key) => readUnsent(localStorage.getItem(key) ?? "") ?? [])
    .toSorted((a, b) => a.at - b.at);
}

function unsentKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

export function writeUnsent({ id, channel, body, attachments, at, error }: Pending): string {
  return JSON.stringify({ id, channel, body, attachments, at, code: error?.code, reason: error?.message });
}

/** What was remembered, if it can be understood: another version of this client may have written it. */
export function readUnsent(text: string): Pending | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    if (!isRecord(raw)) return undefined;
    const { body, at, code, reason } = raw;
    const id = idOf(raw["id"]);
    const channel = idOf(raw["channel"]);
    if (!id || !channel || typeof body !== "string" || typeof at !== "number") return undefined;
    const files = raw["attachments"];
    return {
      id,
      channel,
      body,
      ...(files !== undefined && { attachments: attachments.read(files, prefix, "server") }),
      at,
      error: typeof reason === "string" ? writtenError(code, reason) : undefined,
    };
  } catch {
    return undefined;
  }
}
