import { pluralIn } from "./plural.ts";

const plural = pluralIn("en");

/** Every sentence of the client, by the part in which it is shown. The other languages have the same keys. */
export const en = {
  code: "en",
  direction: "ltr",
  general: {
    loading: "Loading…",
    cancel: "Cancel",
    close: "Close",
    tryAgain: "Try again",
    unreachable: "The server cannot be reached. Trying again…",
    broken: "This does not work",
    missing: "There is nothing here",
    toChannels: "Go to your channels",
    members: (count: number) => plural(count, { one: `${count} member`, other: `${count} members` }),
  },
  history: {
    messages: "Messages",
    new: "New",
    newAbove: "New messages above",
    newBelow: (count: number, isMore: boolean) =>
      isMore
        ? `More than ${count - 1} new messages`
        : plural(count, { one: "1 new message", other: `${count} new messages` }),
    toNewest: "Jump to the newest",
    toDay: "Go to a day",
    day: "Day",
    go: "Go",
    copyLink: "Copy link",
    linkCopied: "The link to the message is copied.",
    linkToCopy: (link: string) => `The link to the message: ${link}`,
  },
};

export type Catalogue = typeof en;
