/** What the server needs to know of the configuration. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** The origin that people use, or empty: https://chat.example.org */
  readonly public_url: string;
  readonly connections_max: number;
  readonly sockets_per_user: number;
  readonly outgoing_bytes_max: number;
  /** 0: no limit. What is refused has the same limit as what is done: a socket beyond it is closed. */
  readonly commands_per_minute: number;
  readonly burst: number;
  readonly hello_timeout_seconds: number;
  readonly trusted_proxies: readonly string[];
  /** With it GET /metrics is answered; empty: there is none. */
  readonly metrics_token: string;
}
