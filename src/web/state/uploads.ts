import { effect, type Signal, signal } from "@preact/signals";
import { type Id, idOf } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { type Attachment, attachment } from "../../protocol/records.ts";
import { list, Misfit } from "../../protocol/shape.ts";
import type { CommandError } from "../../sdk/error.ts";
import type { Pending } from "../../sdk/model.ts";

/** Pictures that are to be sent, by the channel in which: beside the draft's text, or in messages that wait for them. */

/** `refused`: it never left, and why. */
export type Stage =
  | { readonly at: "running" | "there" }
  | { readonly at: "failed"; readonly error: CommandError }
  | { readonly at: "refused"; readonly why: string };

export interface Upload {
  /** Stays, while the attachment gets an id of the server's when it is there. */
  readonly key: Id;
  /** As far as it is known here, until the server says. */
  readonly attachment: Signal<Attachment>;
  readonly stage: Signal<Stage>;
  /** How much has left, from 0 to 1. */
  readonly share: Signal<number>;
}

/** Named one by one, so that phones give pictures of their own kinds as one of these. */
export const pictureTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

type Uploads = readonly Upload[];

/** Empty again: the same for all, so that nobody is told of nothing new. */
export const noUploads: Uploads = [];
const prefix = "files ";
const nothing = "[]";
const kept = list(attachment, limits.attachments_max);

const attached = new Map<Id, Signal<Uploads>>();

/** Beside the draft of a channel. Those that are there outlive a reload, and are the same in all of the browser's windows. */
export function attachedTo(channel: Id): Signal<Uploads> {
  let known = attached.get(channel);
  if (!known) {
    let written = localStorage.getItem(prefix + channel) ?? nothing;
    const made = signal(readKept(written));
    known = made;
    attached.set(channel, made);
    effect(() => {
      const there = made.value.filter(({ stage }) => stage.value.at === "there");
      const text = JSON.stringify(there.map((each) => each.attachment.value));
      // When the session is over, they are nobody's any more.
      if (text === written || attached.get(channel) !== made) return;
      written = text;
      keep(prefix + channel, text);
    });
  }
  return known;
}

export function uploadThere(there: Attachment): Upload {
  return { key: there.id, attachment: signal(there), stage: signal<Stage>({ at: "there" }), share: signal(1) };
}

addEventListener("storage", ({ key }) => {
  const channel = idOf(key?.startsWith(prefix) ? key.slice(prefix.length) : undefined);
  const known = channel && attached.get(channel);
  if (!known) return;
  const before = known.peek();
  const own = (id: Id) => before.find((each) => each.attachment.peek().id === id);
  // What is stored now, and not what was when this happened: that would be stored over what came since.
  const there = readKept(localStorage.getItem(prefix + channel) ?? nothing).map(
    (each) => own(each.attachment.peek().id) ?? each,
  );
  known.value = [...there, ...before.filter(({ stage }) => stage.peek().at !== "there")];
});

/** A message of which something is still on its way: `Pending` to whoever shows it, and to the client once all is there. */
export interface Waiting {
  readonly id: Id;
  readonly channel: Id;
  readonly body: string;
  readonly at: number;
  readonly uploads: Uploads;
}

const waiting = signal<readonly Waiting[]>([]);

export function waitingMessages(): readonly Waiting[] {
  return waiting.value;
}

export function setWaiting(messages: readonly Waiting[]): void {
  waiting.value = messages;
}

/** The messages of a channel that wait for their pictures. */
export function waitingIn(channel: Id): Pending[] {
  return waiting.value.filter((each) => each.channel === channel).map(asPending);
}

export function asPending({ id, channel, body, at, uploads }: Waiting): Pending {
  const failed = uploads.map(({ stage }) => stage.value).find((stage) => stage.at === "failed");
  const attachments = uploads.map((each) => each.attachment.value);
  return { id, channel, body, at, attachments, error: failed?.error };
}

export function dropUploads(): void {
  attached.clear();
  waiting.value = [];
}

function readKept(text: string): Uploads {
  if (text === nothing) return noUploads;
  try {
    const raw: unknown = JSON.parse(text);
    return kept.read(raw, prefix, "server").map(uploadThere);
  } catch (error) {
    // Another version of this client wrote it.
    if (error instanceof Misfit || error instanceof SyntaxError) return noUploads;
    throw error;
  }
}

function keep(key: string, text: string): void {
  if (text === nothing) return localStorage.removeItem(key);
  try {
    localStorage.setItem(key, text);
  } catch {
    // The browser has no room: they are lost with the page, and their uploader adds them again.
    localStorage.removeItem(key);
  }
}
