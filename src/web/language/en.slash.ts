/** Slash commands. */
export const slash = {
  names: {
    topic: "Change the topic",
    invite: "Add people to this channel: @handle",
    mute: "Mute this channel, or unmute it",
    leave: "Leave this channel",
    join: "Go to a channel, or join it",
    dm: "Write to somebody: @handle",
    shrug: "Send ¯\\_(ツ)_/¯",
    away: "Show as away",
    online: "Show as here",
    rename: "Rename this channel",
    archive: "Archive this channel",
    theme: "light, dark or system",
    help: "List all shortcuts",
  },
  nobody: (handle: string) =>
    handle === "" ? "Write to whom: /dm @handle" : `Nobody is found by “${handle}”. Write handles, such as @ana.`,
  noChannel: (name: string) =>
    name === "" ? "Write which channel: /join name" : `There is no public channel “${name}”.`,
  whichTheme: "Choose one: /theme light, /theme dark or /theme system.",
};
