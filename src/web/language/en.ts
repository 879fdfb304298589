import type { Presence, Role } from "../../protocol/records.ts";
import type { CommandErrorCode } from "../../sdk/error.ts";
import { pictures } from "./en.pictures.ts";
import { admin, settings } from "./en.settings.ts";
import { shortcuts } from "./en.shortcuts.ts";
import { slash } from "./en.slash.ts";
import { switcher } from "./en.switcher.ts";
import { pluralIn } from "./plural.ts";

const plural = pluralIn("en");

const asRole = (role: Role) => (role === "admin" || role === "owner" ? `an ${role}` : `a ${role}`);
const people = (count: number) => plural(count, { one: "One person", other: `${count} people` });

/** What the server and the SDK say in English, in another language. */
export interface ServerWords {
  /** By the sentence: where it says more than its code does. */
  readonly sentences: Readonly<Record<string, string>>;
  /** By the code: it says enough, whatever the sentence. */
  readonly codes: Readonly<Partial<Record<CommandErrorCode, string>>>;
}

const server: ServerWords = { sentences: {}, codes: {} };

/** Every sentence of the client, by the part in which it is shown. The other languages have the same keys. */
export const en = {
  code: "en",
  direction: "ltr",
  general: {
    loading: "Loading…",
    cancel: "Cancel",
    close: "Close",
    save: "Save",
    tryAgain: "Try again",
    unreachable: "The server cannot be reached. Trying again…",
    broken: "This does not work",
    missing: "There is nothing here",
    toChannels: "Go to your channels",
    notLoaded: "A part of Bantam could not be loaded. Check the connection, and try again.",
    members: (count: number) => plural(count, { one: `${count} member`, other: `${count} members` }),
    invitePeople: "Invite people",
    addPeople: "Add people",
    browseChannels: "Browse channels",
    writeToSomebody: "Write to somebody",
    signIn: "Sign in",
    signOut: "Sign out",
    name: "Name",
    /** A sentence of the server, and when to come back. */
    waitSeconds: (sentence: string, seconds: number) => `${sentence} (${seconds} s)`,
    showAll: "Show all",
    showMore: "Show more",
    showLess: "Show less",
    dismiss: "Dismiss",
    copy: "Copy",
    copied: "Copied",
    copyByHand: "Press Ctrl+C to copy",
    /** What a button does where others do the same to others, for who hears its name alone. */
    doesTo: (action: string, what: string) => `${action}: ${what}`,
  },
  server,
  roles: { owner: "owner", admin: "admin", member: "member", guest: "guest" } satisfies Record<Role, string>,
  /** As they stand by themselves. */
  roleNames: { owner: "Owner", admin: "Admin", member: "Member", guest: "Guest" } satisfies Record<Role, string>,
  presence: { online: "online", away: "away", offline: "offline" } satisfies Record<Presence, string>,
  time: { today: "Today", yesterday: "Yesterday" },
  entry: {
    handle: "Handle",
    handleHint: "Others mention you by @handle. It cannot be changed.",
    password: "Password",
    newPassword: "New password",
    passwordHint: (chars: number) => `At least ${chars} characters.`,
    yourName: "Your name",
    forgotten: "You forgot your password? Ask an admin for a recovery link.",
    wholeLink: "This page works with the whole link only. Open the link again, or ask for a new one.",
    setUp: "Set up Bantam",
    firstOne: "You are the first one here, and will be this server's owner.",
    startChatting: "Start chatting",
    choosePassword: "Choose a new password",
    endsSessions: "It ends all sessions that are open, on every device.",
    saveAndSignIn: "Save and sign in",
    join: "Join",
    joinWorkspace: (workspace: string) => `Join ${workspace}`,
    invitedAs: (role: Role) => `You were invited as ${asRole(role)}.`,
    deadInvite: "This invite does not work",
    haveAccount: "You have an account already?",
  },
  banner: {
    connecting: "Connecting…",
    lost: "The connection is lost.",
    tryingNow: "Trying again now",
    tryingIn: (seconds: number) => `Trying again in ${seconds} s`,
    tryNow: "Try now",
    back: "The connection is back.",
  },
  offline: {
    notice: "You are offline. What you write is sent when you are back.",
    notKept: "You are offline, and the messages of this channel are not on this device. They come when you are back.",
    olderNotKept: "Older messages come when you are back online.",
    needsServer: "You are offline. This can be done when you are back.",
    newVersion: "A new version is there.",
    reload: "Reload",
  },
  sheet: {
    title: (author: string) => `Message by ${author}`,
    copyText: "Copy the text",
  },
  sidebar: {
    channels: "Channels",
    directMessages: "Direct messages",
    open: "Open the list of channels",
    close: "Close the list of channels",
    createChannel: "Create a channel",
    skip: "Skip to the message field",
    you: "You",
    yourself: (name: string) => `${name} (you)`,
    account: "Your account",
    unread: (count: number) => `${count} unread`,
    unreadWithMentions: (count: number, mentions: number) =>
      plural(mentions, {
        one: `${count} unread, ${mentions} mentions you`,
        other: `${count} unread, ${mentions} mention you`,
      }),
  },
  channel: {
    title: (name: string) => `#${name}`,
    actions: "Channel actions",
    rename: "Rename",
    changeTopic: "Change the topic",
    archive: "Archive",
    unarchive: "Unarchive",
    leave: "Leave",
    archived: "This channel is archived. It can be read, and nothing in it changes.",
    unknown: "Unknown channel",
    notIn: "You are not in this channel",
    notInWhy: "It may not exist any more, or be private.",
    notInArchived: "It is archived. Until it is unarchived nobody can join or write here.",
    inNone: "You are in no channel yet",
    inNoneHint: "Join one, or write to somebody.",
    inNoneGuest: "Ask who invited you to add you to one. It appears here by itself.",
    beginDirect: "This is the beginning of your conversation. Only the people in it can read it.",
    nothingYet: "Nobody has written here yet. Say what it is for, or just say hello.",
    beginPrivate: "This is the beginning of this private channel. Only its members can read it.",
    beginPublic: "This is the beginning of this channel. Everybody but guests can find and join it.",
    beginArchived: "This is the beginning of this channel. Until it is unarchived nobody can join or write here.",
    renameTitle: "Rename the channel",
    topic: "Topic",
    topicHint: "Shown beside the channel's name.",
    topicOptional: "Topic (optional)",
    archiveTitle: (channel: string) => `Archive ${channel}?`,
    archiveMeans: "It can still be read, but nobody can write in it or join it. It can be unarchived at any time.",
    leaveTitle: (channel: string) => `Leave ${channel}?`,
    leavePrivate: "It is private: you can come back only if a member adds you.",
    leavePublic: "You can join it again at any time.",
    leaveArchived: "It is archived: you can come back only after it was unarchived.",
    create: "Create",
    whoReads: "Who can read it?",
    public: "Public",
    publicHint: "Everybody but guests can find and join it.",
    private: "Private",
    privateHint: "Only people who were added.",
    find: "Find a channel by its name",
    publicChannels: "Public channels",
    archivedMark: "archived",
    open: "Open",
    openNamed: (name: string) => `Open ${name}`,
    join: "Join",
    joinNamed: (name: string) => `Join ${name}`,
    noneFound: "There is no public channel of this name.",
  },
  messages: {
    list: "Messages",
    new: "New",
    newAbove: "New messages above",
    toNewest: "Jump to the newest",
    editMessage: "Edit the message",
    edited: "edited",
    delete: "Delete",
    deleteMessage: "Delete the message",
    deleteTitle: "Delete this message?",
    deleteMeans: "Its text is gone for good, for everybody.",
    deleted: "This message was deleted.",
    sending: "Sending…",
    sendAgain: "Send again",
    discard: "Discard",
    somebody: "Somebody",
    /** `names`: of one or some people, joined to a list. */
    typing: (names: string, count: number) =>
      plural(count, { one: `${names} is typing…`, other: `${names} are typing…` }),
    severalTyping: "Several people are typing…",
  },
  unsent: {
    /** Without `channel` where its name is not known any more. */
    lost: (channel: string | undefined) =>
      channel === undefined
        ? "A message was not sent: you are not in its channel any more."
        : `Your message was not sent: you are not in ${channel} any more.`,
    notChanged: (why: string) => `Your change of a message was not saved. ${why}`,
    show: "Show it",
    title: "You had written here",
  },
  members: {
    title: "Members",
    close: "Close the members",
    actionsFor: (name: string) => `Actions for ${name}`,
    actions: "Actions for this member",
    write: "Write a message",
    makeOwner: "Make an owner of the channel",
    makeMember: "Make a member only",
    remove: "Remove from the channel",
    bot: "bot",
    channelOwner: "channel owner",
  },
  people: {
    startWriting: "Start writing",
    add: "Add",
    query: "Name or handle",
    chosen: "Chosen",
    takeOut: (name: string) => `Take out ${name}`,
    found: "People",
    noneFound: "Nobody else is found.",
  },
  invite: {
    works: "Links that work",
    list: "Invites",
    forRole: (role: Role) => `For ${role}s`,
    terms: (uses: number, until: string) => `${people(uses)}, until ${until}`,
    show: "Show",
    revoke: "Revoke",
    qr: "The invite link as a QR code",
    link: "Invite link",
    linkHint: (role: Role, uses: number, until: string) =>
      `Whoever opens it joins as ${asRole(role)}. ${people(uses)}, until ${until}.`,
    another: "Make another link",
    make: "Make the link",
    role: "Role",
    uses: "How many people",
    days: "Days",
  },
  account: {
    browser: "Browser",
    browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  },
  body: {
    showLines: (count: number) => plural(count, { one: "Show the whole line", other: `Show all ${count} lines` }),
    table: "Table",
    done: "Done",
    toDo: "To do",
    messageIn: (channel: string) => `Message in ${channel}`,
  },
  notifications: {
    somebody: "Somebody",
    inChannel: (name: string, channel: string) => `${name} in #${channel}`,
    test: "This is how it looks",
    testBody: "You are told of mentions and direct messages while this tab is hidden.",
  },
  pictures,
  settings,
  admin,
  firstSteps: {
    title: "Your workspace is ready",
    text: "A few things to do next:",
    invite: "Invite people",
    channel: "Create another channel",
    name: "Choose a name and a colour",
    done: "done",
    dismiss: "Hide these steps",
  },
  composer: {
    message: "Message",
    messageTo: (channel: string) => `Message ${channel}`,
    send: "Send",
    toolbar: "Formatting",
    emoji: "Emoji",
    draft: "Draft",
    copied: "The text of the message is copied.",
    notCopied: "Your browser does not let this page copy. Select the text, and copy it yourself.",
    everybody: "Everybody in this channel",
    notHere: "not in this channel",
    completions: { mention: "Mentions", channel: "Channels", emoji: "Emoji", slash: "Commands" },
    found: (count: number) => plural(count, { one: `${count} suggestion`, other: `${count} suggestions` }),
    tooLong: (bytes: number) =>
      plural(bytes, {
        one: "This is 1 byte too long for one message. Make two of it.",
        other: `This is ${bytes} bytes too long for one message. Make two of it.`,
      }),
    noSlash: (name: string) => `There is no command /${name} here. To send it as a message, press Enter again.`,
  },
  emoji: {
    title: "Choose an emoji",
    search: "Find an emoji",
    recent: "Recently used",
    found: "Found",
    none: "No emoji is called so.",
    groups: {
      0: "Smileys and feelings",
      1: "People",
      3: "Animals and nature",
      4: "Food and drink",
      5: "Travel and places",
      6: "Activities",
      7: "Objects",
      8: "Symbols",
      9: "Flags",
    },
    tone: "Skin tone",
    tones: ["No skin tone", "Light", "Medium light", "Medium", "Medium dark", "Dark"],
  },
  switcher,
  slash,
  shortcuts,
  history: {
    newBelow: (count: number, isMore: boolean) =>
      isMore
        ? `More than ${count - 1} new messages`
        : plural(count, { one: "1 new message", other: `${count} new messages` }),
    toDay: "Go to a day",
    day: "Day",
    go: "Go",
    markUnread: "Mark as unread from here",
    copyLink: "Copy link",
    linkCopied: "The link to the message is copied.",
    linkToCopy: (link: string) => `The link to the message: ${link}`,
  },
};

export type Catalogue = typeof en;
