import type { Server } from "bun";
import type { Channel, User } from "../chat/directory.ts";
import type { Services } from "../chat/services.ts";
import type { Audience, Told } from "../chat/turn.ts";
import type { Codec } from "../protocol/codec.ts";
import type { Event } from "../protocol/events.ts";
import type { Id } from "../protocol/id.ts";
import { json } from "../protocol/json.ts";
import { msgpack } from "../protocol/msgpack.ts";
import type { Presence } from "../protocol/records.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

export const codecs: readonly Codec[] = [json, msgpack];

/** One topic per channel and wire format. Clients never name a topic: they name channels, which are looked up for them. */
const channelTopic = (channel: Channel, codec: Codec) => `c${channel.n}.${codec.name}`;
const watchTopic = (channel: Channel, codec: Codec) => `w${channel.n}.${codec.name}`;
const workspaceTopic = (codec: Codec) => `all.${codec.name}`;

/** What is to be published once the turn's events are all there: of channels, and to those who watch them. */
interface Gathered {
  readonly channels: Map<Channel, Event[]>;
  readonly watched: Map<Channel, Event[]>;
}

/** Brings what is told to sockets: encoded once per format, in one frame per channel and turn. */
export class Fanout implements Audience {
  readonly #server: Server<Connection>;
  readonly #services: Services;
  readonly #connections: Connections;
  readonly #replying = new Set<Connection>();

  constructor(server: Server<Connection>, services: Services, connections: Connections) {
    this.#server = server;
    this.#services = services;
    this.#connections = connections;
  }

  tell(told: readonly Told[]): void {
    const gathered: Gathered = { channels: new Map(), watched: new Map() };
    for (const item of told) this.#guard(() => this.#gather(gathered, item));
    for (const channel of gathered.channels.keys()) this.#guard(() => this.#publishGathered(gathered, channel));
    for (const [channel, events] of gathered.watched)
      this.#guard(() => this.#publish((codec) => watchTopic(channel, codec), events));
  }

  isWatched(channel: Channel): boolean {
    return codecs.some((codec) => this.#server.subscriberCount(watchTopic(channel, codec)) > 0);
  }

  isHere(user: User): boolean {
    return this.#connections.of(user).length > 0;
  }

  flush(): void {
    for (const connection of this.#replying) connection.flush();
    this.#replying.clear();
  }

  /** The connection has something to be flushed. */
  later(connection: Connection): void {
    this.#replying.add(connection);
  }

  /** A command of the connection was refused. */
  refused(connection: Connection): void {
    this.#connections.countRefusal(connection, performance.now());
  }

  /** From now on the connection hears the channels that its user is in. */
  subscribe({ ws, user, codec }: Connection): void {
    for (const channel of user.memberships?.keys() ?? []) ws?.subscribe(channelTopic(channel, codec));
    if (user.role !== "guest") ws?.subscribe(workspaceTopic(codec));
  }

  watch({ ws, codec }: Connection, channels: readonly Id[]): void {
    for (const topic of ws?.subscriptions ?? []) if (topic.startsWith("w")) ws?.unsubscribe(topic);
    for (const id of channels) {
      const channel = this.#services.directory.channels.get(id);
      if (channel) ws?.subscribe(watchTopic(channel, codec));
    }
  }

  moved({ user }: Connection, from: Presence, to: Presence): void {
    this.#services.presences.moved(user, from, to, performance.now());
  }

  /** What is stored and could not be told must not be missed in silence: everybody comes back and resumes. */
  #guard(tellOne: () => void): void {
    try {
      tellOne();
    } catch (error) {
      this.#services.report(error);
      this.#connections.closeAll("internal");
    }
  }

  #gather(gathered: Gathered, item: Told): void {
    switch (item.to) {
      case "channel":
        return add(gathered.channels, item.channel, item.event);
      case "watchers":
        return add(gathered.watched, item.channel, item.event);
      case "joined":
        // What came before is told before: it is not the newcomer's.
        this.#publishGathered(gathered, item.channel);
        for (const connection of this.#hearing(item.user)) {
          connection.tell({ event: "joined", ...item.summary });
          connection.ws?.subscribe(channelTopic(item.channel, connection.codec));
        }
        return;
      case "left":
        this.#publishGathered(gathered, item.channel);
        for (const connection of this.#hearing(item.user)) {
          connection.ws?.unsubscribe(channelTopic(item.channel, connection.codec));
          connection.ws?.unsubscribe(watchTopic(item.channel, connection.codec));
          connection.tell({ event: "left", channel: item.channel.id });
        }
        return;
      case "workspace":
        this.#publish(workspaceTopic, [item.event]);
        return;
      case "user":
        for (const connection of this.#hearing(item.user)) connection.tell(item.event);
        return;
      case "close":
        // Before the sockets hear no more they hear what was told before.
        for (const channel of gathered.channels.keys()) this.#publishGathered(gathered, channel);
        for (const connection of this.#connections.of(item.user)) {
          const { id } = connection.session;
          if ((item.session === undefined || item.session === id) && item.except !== id) connection.end(item.close);
        }
        return;
    }
  }

  #publishGathered({ channels }: Gathered, channel: Channel): void {
    const events = channels.get(channel);
    if (!events) return;
    channels.delete(channel);
    this.#publish((codec) => channelTopic(channel, codec), events);
  }

  #publish(topicOf: (codec: Codec) => string, events: readonly Event[]): void {
    for (const codec of codecs) {
      const topic = topicOf(codec);
      if (this.#server.subscriberCount(topic) === 0) continue;
      const frame = codec.events(events);
      // 0: for one of its readers at least it did not fit.
      if (this.#server.publish(topic, frame) === 0) this.#connections.closeSlow();
    }
  }

  *#hearing(user: User): Iterable<Connection> {
    for (const connection of this.#connections.of(user)) if (connection.hears) yield connection;
  }
}

function add(events: Map<Channel, Event[]>, channel: Channel, event: Event): void {
  const gathered = events.get(channel);
  if (gathered) gathered.push(event);
  else events.set(channel, [event]);
}
