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
};

export type Catalogue = typeof en;
