import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Accent, Presence, User } from "../../protocol/records.ts";
import { type Client, connect } from "../../sdk/client.ts";
import type { ConnectionState } from "../../sdk/connection.ts";
import type { Changes, Channel, Members, Pending } from "../../sdk/model.ts";
import type { Snapshot } from "../../sdk/snapshot.ts";
import type { MessageWindow } from "../../sdk/window.ts";
import { Mirror } from "./mirror.ts";
import { isOffline } from "./network.ts";

/** A message, whose row begins so far below the top of what is in sight. */
export interface Place {
  readonly seq: number;
  readonly below_px: number;
}

/** What is known while signed in, as signals. It is fed by the client's changes and by nothing else. */
export class Store {
  readonly client: Client;
  readonly windows: Mirror<MessageWindow>;
  readonly pending: Mirror<readonly Pending[]>;
  readonly members: Mirror<Members>;
  /** Until when each user types, by channel. */
  readonly typing: Mirror<ReadonlyMap<Id, number>>;
  /** Where one was in each channel when one left it, unless at its end. */
  readonly places = new Map<Id, Place>();
  /** Up to where each channel was read here, of which the server is told a little later. */
  readonly readHere = new Map<Id, number>();
  readonly #channels: Mirror<Channel>;
  readonly #users: Mirror<User>;
  readonly #presence: Mirror<Presence>;
  readonly #connection = signal<ConnectionState>({ state: "connecting" });
  readonly #listed = signal(false);
  readonly #begunWith: boolean;
  readonly #meChanged = signal(0);
  readonly #channelsChanged = signal(0);
  /** All of the user's channels, in no particular order. */
  readonly channels: ReadonlySignal<readonly Channel[]>;

  constructor(client: Client) {
    const { model } = client;
    this.client = client;
    this.#begunWith = model.me !== undefined;
    this.#channels = new Mirror(model.channels);
    this.#users = new Mirror(model.users);
    this.#presence = new Mirror(model.presence);
    this.windows = new Mirror(model.windows);
    this.pending = new Mirror(model.pending);
    this.members = new Mirror(model.members);
    this.typing = new Mirror(model.typing);
    this.channels = computed(() => {
      void this.#channelsChanged.value;
      return [...model.channels.values()];
    });
    client.on("change", (changes) => batch(() => this.#take(changes)));
    client.ready().then(
      () => {
        this.#listed.value = true;
      },
      // Why it will not be ready is in the connection's state.
      () => undefined,
    );
  }

  get connection(): ConnectionState {
    return this.#connection.value;
  }

  /** Whether there is something to show: what the server has said, or what was kept of it. */
  get isReady(): boolean {
    return this.#begunWith || this.#listed.value;
  }

  /** Whether the server has named all channels: from then on one that is missing is one that the user is not in. */
  get isListed(): boolean {
    return this.#listed.value;
  }

  /** Whether there is no way to the server, and no telling when there will be one. */
  get isCutOff(): boolean {
    return isOffline() && this.#connection.value.state !== "online";
  }

  get me(): User | undefined {
    void this.#meChanged.value;
    const { me } = this.client.model;
    return me && this.#users.get(me);
  }

  get workspace(): string {
    void this.#meChanged.value;
    return this.client.model.workspace;
  }

  get accent(): Accent {
    void this.#meChanged.value;
    return this.client.model.accent;
  }

  channel(id: Id): Channel | undefined {
    return this.#channels.get(id);
  }

  /** The user, who is asked for when not known yet. */
  user(id: Id): User | undefined {
    this.client.user(id);
    return this.#users.get(id);
  }

  presence(id: Id): Presence {
    return this.#presence.get(id) ?? "offline";
  }

  #take(changes: Changes): void {
    this.#channels.refresh(changes.channels);
    this.windows.refresh(changes.messages);
    this.pending.refresh(changes.messages);
    this.members.refresh(changes.members);
    this.typing.refresh(changes.typing);
    if (changes.channels.size > 0) this.#channelsChanged.value++;
    if (changes.users) this.#users.refresh();
    if (changes.presence) this.#presence.refresh();
    if (changes.me) this.#meChanged.value++;
    if (changes.connection) this.#connection.value = this.client.connection;
  }
}

const context = createContext<Store | undefined>(undefined);
export const StoreProvider = context.Provider;

/** The store, for what is shown while signed in. */
export function useStore(): Store {
  const store = useContext(context);
  if (!store) throw new Error("this is shown to signed-in users only");
  return store;
}

export function openStore(from?: Snapshot): Store {
  return new Store(connect({ url: location.origin, from }));
}
