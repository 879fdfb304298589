/** Every limit of the protocol, in one place. Units come last in the names; texts are measured in bytes of UTF-8. */
export const limits = {
  /** A client's frame. Larger ones close the socket with 1009 before they are read. */
  frame_bytes_max: 64 * 1024,
  frame_commands_max: 64,
  nesting_max: 32,
  entries_max: 1024,

  body_bytes_max: 16 * 1024,
  name_bytes_max: 64,
  topic_bytes_max: 250,
  handle_chars_max: 32,
  password_chars_min: 8,
  password_bytes_max: 128,
  query_bytes_max: 64,
  search_bytes_max: 256,
  cursor_bytes_max: 64,
  label_bytes_max: 64,
  secret_bytes_max: 64,
  /** As base64 it fits into a frame. */
  avatar_bytes_max: 45 * 1024,
  avatar_pixels_max: 512,

  /** Of one message. */
  attachments_max: 10,
  attachment_bytes_max: 25 * 1024 * 1024,
  attachment_pixels_max: 50_000_000,
  /** Of one that moves, which is shown as it is: so large in memory for everybody who sees it. */
  attachment_moving_pixels_max: 4_000_000,
  attachment_frames_max: 1000,
  /** How wide or high the small one of a picture is. */
  attachment_small_pixels_max: 800,
  file_name_bytes_max: 200,
  type_bytes_max: 64,
  /** Slower uploads are given up: over all of their time, but for a few seconds. */
  upload_bytes_per_second_min: 16 * 1024,
  upload_minutes_max: 15,
  /** Uploaded by a user and in no message yet, and for how long it may be. */
  unsent_attachments_max: 50,
  unsent_hours_max: 24,

  page_messages_max: 200,
  page_messages_default: 50,
  page_records_max: 200,
  page_found_max: 50,
  page_found_default: 20,
  /** A page ends early rather than grow beyond this. */
  page_bytes_max: 256 * 1024,
  snapshot_bytes_max: 64 * 1024,
  resume_changes_max: 1000,

  users_per_command_max: 100,
  direct_users_max: 9,
  mentions_max: 100,
  watched_channels_max: 50,
  present_users_max: 200,
  /** Unread and mention counts stop here: 100 means "100 or more". */
  unread_max: 100,

  invite_uses_max: 10_000,
  invite_days_max: 365,
  profile_seconds_max: 60,
  /** Integers on the wire stay exact in every language's double. */
  integer_max: Number.MAX_SAFE_INTEGER,
} as const;
