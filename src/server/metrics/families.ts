import { version } from "../../../package.json";
import type { Services } from "../../chat/services.ts";
import { type Histogram, metrics } from "../../metrics.ts";
import type { Connections } from "../connections.ts";
import { type Family, histogram, labelled, labelledHistograms, single } from "./exposition.ts";

/** Everything that GET /metrics says, once: reading this is reading what is measured. Names end in their unit. */
export function families(services: Services, connections: Connections, loop_delay: Histogram): Family[] {
  const { sessions, store } = services;
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { stored_bytes, log_bytes, index_bytes, unindexed } = store.sizes();
  const { users, channels } = countDirectory(services);
  const { sockets, people } = countConnections(connections);

  return [
    labelled("gauge", "bantam_build_info", "version", "The version of this program.", { [version]: 1 }),

    single("counter", "bantam_messages_total", "Messages stored.", metrics.messages),
    labelled("counter", "bantam_commands_total", "command", "Commands taken, done or not.", metrics.commands),
    labelled(
      "counter",
      "bantam_refusals_total",
      "code",
      "Commands and requests that were answered with an error.",
      metrics.refusals,
    ),
    labelled(
      "counter",
      "bantam_deliveries_total",
      "format",
      "Events, once for each socket they were put on.",
      metrics.deliveries,
    ),
    labelled(
      "counter",
      "bantam_received_bytes_total",
      "format",
      "Bytes of frames that came from sockets.",
      metrics.received_bytes,
    ),
    labelled(
      "counter",
      "bantam_sent_bytes_total",
      "format",
      "Bytes of frames that were put on sockets.",
      metrics.sent_bytes,
    ),

    histogram("bantam_turn_commands", "Commands of a turn of the event loop.", metrics.turn_commands),
    histogram("bantam_turn_seconds", "A turn, from taking its commands to answering the last.", metrics.turn_seconds),
    histogram(
      "bantam_delivery_seconds",
      "From a turn's first command being read from its socket to its events being published.",
      metrics.delivery_seconds,
    ),
    histogram("bantam_commit_writes", "Changes that were stored in one transaction.", metrics.commit_writes),
    histogram("bantam_commit_seconds", "A transaction, its sync to the disk included.", metrics.commit_seconds),
    histogram("bantam_publish_sockets", "Sockets that one frame was published to.", metrics.publish_sockets),
    labelledHistograms(
      "bantam_read_seconds",
      "command",
      "A read, from its turn to its answer: history is message.list.",
      metrics.read_seconds,
    ),
    histogram(
      "bantam_search_seconds",
      "Looking messages up by their words, in the index and beside it.",
      metrics.search_seconds,
    ),
    histogram("bantam_upload_seconds", "Files that are kept, from the request to its answer.", metrics.upload_seconds),
    single("counter", "bantam_upload_bytes_total", "Bytes that are kept of files.", metrics.upload_bytes),
    labelled(
      "counter",
      "bantam_upload_refusals_total",
      "code",
      "Files that are not kept, by why. They are among the refusals too.",
      metrics.upload_refusals,
    ),
    histogram("bantam_loop_delay_seconds", "How late a timer of the event loop was.", loop_delay),

    single("counter", "bantam_session_hits_total", "Tokens that were known in memory.", metrics.session_hits),
    single("counter", "bantam_session_misses_total", "Tokens that had to be verified.", metrics.session_misses),
    single("gauge", "bantam_sessions_cached", "Sessions in memory.", sessions.size),

    labelled("gauge", "bantam_sockets", "format", "Open sockets.", sockets),
    single("gauge", "bantam_users_connected", "Users who have a socket.", people),
    labelled("counter", "bantam_closes_total", "reason", "Sockets that ended, by why.", metrics.closes),

    single("gauge", "bantam_users", "Users who are not deactivated.", users),
    labelled("gauge", "bantam_channels", "kind", "Channels, archived ones too.", channels),
    single("gauge", "bantam_stored_bytes", "The database without its log.", stored_bytes),
    single("gauge", "bantam_log_bytes", "The database's log, part of which may be in the database by now.", log_bytes),
    single("gauge", "bantam_index_bytes", "The index of words.", index_bytes),
    single("gauge", "bantam_unindexed_messages", "Messages that are not in the index of words yet.", unindexed),
    histogram(
      "bantam_checkpoint_seconds",
      "What a checkpoint of the log takes from the main thread.",
      metrics.checkpoint_seconds,
    ),

    single("gauge", "bantam_heap_bytes", "Memory of JavaScript's objects.", heapUsed),
    single("gauge", "process_resident_memory_bytes", "Memory in RAM.", rss),
    single("counter", "process_cpu_seconds_total", "CPU time of all threads.", (user + system) / 1_000_000),
    single(
      "gauge",
      "process_start_time_seconds",
      "When the process started, since 1970.",
      performance.timeOrigin / 1000,
    ),
  ];
}

function countDirectory({ directory }: Services) {
  let users = 0;
  for (const { deactivated } of directory.users.values()) if (!deactivated) users++;
  const channels = { public: 0, private: 0, direct: 0 };
  for (const { kind } of directory.channels.values()) channels[kind]++;
  return { users, channels };
}

function countConnections(connections: Connections) {
  const sockets = { json: 0, msgpack: 0 };
  const people = new Set();
  for (const { codec, user } of connections.all()) {
    sockets[codec.name]++;
    people.add(user);
  }
  return { sockets, people: people.size };
}
