/** Every limit and time of the client library, in one place. Units come last in the names. */
export const sdkLimits = {
  /** Commands that wait for their answer, also while there is no connection. More are refused at once. */
  unanswered_max: 1000,
  /** How often a command is sent again that the server refused for now, when after if it does not say, and when at the latest. */
  resends_max: 8,
  resend_wait_ms: 1000,
  resend_wait_ms_max: 15_000,
  /** Messages held of one channel. Beyond it the far end is let go, to be loaded again when it is wanted. */
  window_messages_max: 100_000,
  /** Messages that are asked for at a time when history is gone through. */
  page_messages: 200,
  /** Messages held of all channels. Beyond it those opened longest ago keep their newest page alone. */
  held_messages_max: 150_000,
  /** Channels whose messages are held. Beyond it the one that was opened longest ago is let go, unless it is watched. */
  windows_max: 30,
  /** What a snapshot holds: messages of a channel, and characters of messages in all. */
  snapshot_messages_max: 50,
  snapshot_chars_max: 1_000_000,

  /** Say again that somebody types, and for how long the others show it: see the `typing` event. */
  typing_repeat_ms: 3000,
  typing_shown_ms: 5000,
  /** Read positions are told at most so often. */
  read_repeat_ms: 1000,
} as const;

/** When to come back, and when a connection counts as dead. Tests shorten them. */
export interface Timing {
  /** The first wait before coming back is at most this long; each further one up to twice as long as the one before. */
  readonly retry_base_ms: number;
  readonly retry_max_ms: number;
  /** A connection that says nothing for so long although an answer is due is dead. */
  readonly answer_ms: number;
  /** A connection that has said nothing for so long is asked for a sign of life. */
  readonly quiet_ms: number;
}

export const timing: Timing = { retry_base_ms: 1000, retry_max_ms: 30_000, answer_ms: 15_000, quiet_ms: 30_000 };
