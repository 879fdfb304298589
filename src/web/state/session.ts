import { effect, signal } from "@preact/signals";
import type { AnswerOf, CommandName, FieldsOf } from "../../protocol/commands.ts";
import type { Id } from "../../protocol/id.ts";
import type { Client } from "../../sdk/client.ts";
import { asCommandError } from "../../sdk/error.ts";
import { callHttp } from "../../sdk/http.ts";
import type { Snapshot } from "../../sdk/snapshot.ts";
import { words } from "../language/language.ts";
import { closeAll } from "./layout.ts";
import { allDrafts, draftOf, forgetAll, lastChannels, remembersSession } from "./memory.ts";
import { attempt } from "./notice.ts";
import { go, isInside, place } from "./place.ts";
import { openStore, type Store } from "./store.ts";
import { keepUnsent } from "./unsent.ts";

/** `reason`: why it ended, as a sentence. */
export type Session = { readonly store: Store } | { readonly store: undefined; readonly reason: string };

const current = signal<Session>({ store: undefined, reason: "" });

export function session(): Session {
  return current.value;
}

/** Whether the store is still the one of who is signed in; to be asked, and not to be told when it changes. */
export function isSignedIn(store: Store): boolean {
  return current.peek().store === store;
}

/**
 * Whether a session is to be looked for. Not where the server was shown none with the page (server/client.ts); unless this browser
 * remembers one: what the server answers has it forget that.
 */
export function mayBeSignedIn(): boolean {
  return document.documentElement.dataset["session"] !== "none" || remembersSession();
}

/**
 * Where no session is looked for, since one is about to get one: what is left of one that ended without its user goes all the same, once the
 * server has said that there is none. With its answer the browser lets go of the pictures.
 */
export function forgetEnded(): void {
  if (!remembersSession()) return;
  const remembered = JSON.stringify(localStorage);
  knock("session.list", {}).catch((thrown: unknown) => {
    const isEnded = asCommandError(thrown).code === "not_signed_in";
    // Who came in meanwhile, here or by another window, has begun anew.
    if (isEnded && !current.peek().store && JSON.stringify(localStorage) === remembered) attempt(forgetAll());
  });
}

/** Connects with the session that the browser's cookie names; `from` is what was kept of it. */
export function openSession(from?: Snapshot): void {
  closeStore();
  closeAll();
  const store = openStore(from);
  const looked = lookedAt();
  // What will be looked at is asked for with the first word to the server, and comes while the rest is being drawn.
  if (looked) store.client.watch([looked]);
  current.value = { store };
  keepUnsent(store.client);
  store.client.ready().then(
    () => {
      giveBack(store.client.model.me);
      startBackground(store.client);
    },
    // Why it will not be ready is in the connection's state.
    () => undefined,
  );
  store.client.on("change", () => {
    const { connection } = store.client;
    if (connection.state !== "signed_out" || current.value.store !== store) return;
    begun = { user: store.client.model.me, drafts: allDrafts() };
    attempt(forgetAll());
    // The answer to one whose session is over has the browser let go of the pictures that it keeps.
    knock("session.list", {}).catch(() => undefined);
    current.value = { store: undefined, reason: store.isReady ? connection.reason : "" };
  });
}

/**
 * So long the page waits for what is to be shown first: the answer to the first word, and the messages of the channel. What is drawn
 * without them would have to be drawn again.
 */
const news_ms_max = 1000;
const messages_ms_max = 100;

/** Resolves when there is something to show; when there is not for a while, that is what is to be shown. */
export async function firstNews(): Promise<void> {
  const { store } = current.peek();
  if (!store) return;
  await until(() => store.isReady || !/connecting|online/.test(store.connection.state), news_ms_max);
  const looked = lookedAt();
  if (looked && store.isReady) await until(() => store.windows.get(looked) !== undefined, messages_ms_max);
}

/** Resolves when `look` is true, or after so long. It is looked again when signals that it read have changed. */
async function until(look: () => boolean, ms_max: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = effect(() => {
    if (look()) resolve();
  });
  const timer = setTimeout(resolve, ms_max);
  await promise;
  clearTimeout(timer);
  stop();
}

/** The channel that will be seen first, at its end. */
function lookedAt(): Id | undefined {
  const here = place();
  if (here.page === "home") return lastChannels()[0];
  return here.page === "channel" && here.seq === undefined ? here.channel : undefined;
}

function startBackground(client: Client): void {
  import("./background.ts").then(
    ({ keep, followVersion }) => {
      keep(client);
      followVersion(client);
    },
    // The server is gone already: all but what is seen without it goes on.
    () => undefined,
  );
}

/** Does a command of those who are not signed in. Rejects with a CommandError. */
export function knock<N extends CommandName>(name: N, fields: FieldsOf<N>): Promise<AnswerOf<N>> {
  return callHttp(location.origin, name, fields);
}

/** Goes in with the session that the server has just given: to the place that was asked for, if one was. */
export function enter(): void {
  // It may be another user's than the one before.
  attempt(forgetAll());
  openSession();
  if (!isInside(place())) go("/", { replace: true });
}

/**
 * What somebody had begun to write when their session ended without them. It is in this page alone, and theirs again when they
 * are the next to sign in here.
 */
let begun: { readonly user: Id | undefined; readonly drafts: ReadonlyMap<Id, string> } | undefined;

function giveBack(user: Id | undefined): void {
  if (begun?.user === user) for (const [channel, text] of begun?.drafts ?? []) draftOf(channel).value ||= text;
  begun = undefined;
}

/** Ends the session. By HTTP, since only that takes the browser's cookie away. Rejects with a CommandError. */
export async function signOut(): Promise<void> {
  await knock("session.end", {});
  closeStore();
  begun = undefined;
  await forgetAll();
  current.value = { store: undefined, reason: "" };
  go("/signin", { replace: true });
}

function closeStore(): void {
  current.peek().store?.client.close();
}

/** What this device is called in the list of sessions: "Firefox on Linux". */
export function deviceLabel(agent = navigator.userAgent): string {
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /OPR\//.test(agent)
      ? "Opera"
      : (/(Firefox|Chrome|Safari)\//.exec(agent)?.[1] ?? words().account.browser);
  const system = (
    [
      ["Android", /Android/],
      ["iOS", /iPhone|iPad/],
      ["Windows", /Windows/],
      ["macOS", /Mac OS X/],
      ["ChromeOS", /CrOS/],
      ["Linux", /Linux/],
    ] as const
  ).find(([, pattern]) => pattern.test(agent));
  return system ? words().account.browserOn(browser, system[0]) : browser;
}
