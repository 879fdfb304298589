/** The pages of the settings, in the order in which they are listed: of everybody, and of owners and admins. */
export const settingsSections = [
  "profile",
  "appearance",
  "keyboard",
  "notifications",
  "sessions",
  "password",
  "language",
] as const;
export const adminSections = ["members", "invites", "channels", "workspace", "time"] as const;
export type SettingsSection = (typeof settingsSections)[number];
export type AdminSection = (typeof adminSections)[number];
