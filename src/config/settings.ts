import { addresses, choice, flag, int, type Kind, origin, secret, text } from "./kinds.ts";
import { limits } from "../protocol/limits.ts";

export const initialData = "./bantam-data";

/** What a row of the table is made into: a setting's value, or what the help says of it. */
type Row = <T>(name: string, kind: Kind<T>, initial: string, help: string) => T;

/** Every setting, once: its name, what it takes, its default, and its line in the help. Names end in their unit. */
export function table(row: Row) {
  const path = text("DIR", "the path of a folder", 4096);
  const host = text("HOST", "an IP address or a host name", 253);
  const name = text("NAME", `a name of 1 to ${limits.name_bytes_max} bytes`, limits.name_bytes_max);
  const amount = int(0, 1_000_000);
  return {
    data: row("data", path, initialData, "The folder that holds everything: made when it is missing."),
    host: row("host", host, "127.0.0.1", "The address to listen on; 0.0.0.0 is every one of this machine."),
    port: row("port", int(0, 65_535), "8080", "The port to listen on; 0 takes one that is free."),
    public_url: row(
      "public_url",
      origin,
      "",
      "Where people find this server, if not at host and port: the address of the proxy that adds TLS.",
    ),
    plain_http: row(
      "plain_http",
      flag,
      "false",
      "Lets others on the network in without TLS: whoever sits between reads everything.",
    ),
    trusted_proxies: row("trusted_proxies", addresses, "", "Proxies whose X-Forwarded-For header is believed."),
    workspace: row("workspace", name, "Bantam", "The workspace's name, until an owner or admin gives it another."),
    durability: row(
      "durability",
      choice("full", "relaxed"),
      "full",
      "relaxed is faster, and a power cut may take the last moments with it.",
    ),
    session_days: row("session_days", int(1, 3650), "30", "How long a sign-in lasts."),
    sends_per_10s: row("sends_per_10s", amount, "20", "Messages that a user may send in 10 seconds; 0 is no limit."),
    commands_per_minute: row(
      "commands_per_minute",
      amount,
      "300",
      "Commands of every kind that a user may send in a minute; 0 is no limit.",
    ),
    pictures_per_minute: row(
      "pictures_per_minute",
      amount,
      "10",
      "Pictures that a user may give in a minute; 0 is no limit.",
    ),
    uploads_per_minute: row(
      "uploads_per_minute",
      amount,
      "30",
      "Files that a user may upload in a minute; 0 is no limit.",
    ),
    attachments_mib_per_user: row(
      "attachments_mib_per_user",
      amount,
      "1024",
      "MiB of files that are kept for a user; 0 is no limit.",
    ),
    burst: row("burst", int(1, 100), "2", "How many times these amounts may come at once after a quiet time."),
    sign_ins_per_5_minutes: row(
      "sign_ins_per_5_minutes",
      amount,
      "10",
      "Tries to sign in to one account from one address in 5 minutes; 0 is no limit.",
    ),
    sign_ins_per_address: row(
      "sign_ins_per_address",
      amount,
      "50",
      "Tries to sign in from one address in 5 minutes; 0 is no limit.",
    ),
    hashes_at_once: row(
      "hashes_at_once",
      int(1, 64),
      "2",
      "Passwords that are checked at the same time; each takes 19 MiB meanwhile.",
    ),
    connections_max: row("connections_max", int(1, 1_000_000), "12000", "Sockets of all users together."),
    sockets_per_user: row("sockets_per_user", int(1, 1000), "20", "Sockets of one user."),
    outgoing_bytes_max: row(
      "outgoing_bytes_max",
      int(64 * 1024, 16 * 1024 * 1024),
      "1048576",
      "What a socket may leave unread before it is closed, to come back and resume.",
    ),
    hello_timeout_seconds: row("hello_timeout_seconds", int(1, 600), "15", "How long a new socket may say nothing."),
    session_cache: row("session_cache", int(100, 10_000_000), "20000", "Sessions that are kept in memory."),
    metrics_token: row(
      "metrics_token",
      secret(24, 200),
      "",
      "The bearer token for GET /metrics. Set it in the environment or in the file: the command line can be seen by others.",
    ),
    log_level: row(
      "log_level",
      choice("error", "warn", "info", "debug"),
      "info",
      "The least that is logged, on standard error.",
    ),
  };
}

export type Settings = ReturnType<typeof table>;

export interface SettingHelp {
  readonly name: string;
  readonly value: string;
  readonly takes: string;
  readonly initial: string;
  readonly help: string;
}

/** The table's rows, for the help and for the names that the command line takes. */
export const settingRows: readonly SettingHelp[] = listRows();

function listRows(): SettingHelp[] {
  const rows: SettingHelp[] = [];
  table((name, kind, initial, help) => {
    const read = kind.read(initial);
    if (read === undefined) throw new Error(`the default of ${name} is not ${kind.takes}`);
    rows.push({ name, value: kind.value, takes: kind.takes, initial, help });
    return read;
  });
  return rows;
}
