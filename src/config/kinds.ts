import { isIP } from "node:net";

/** What the text of a setting can say. */
export interface Kind<T> {
  /** Stands for it in the help: "N". */
  readonly value: string;
  /** Completes "must be ...", for the help and for who wrote something else. */
  readonly takes: string;
  /** What was given is not said again where it is wrong: it may be all but right. */
  readonly isSecret?: true;
  /** Undefined when the text says no such thing. */
  read(text: string): T | undefined;
}

export function text(value: string, takes: string, bytes_max: number): Kind<string> {
  return {
    value,
    takes,
    read: (given) =>
      given !== "" && Buffer.byteLength(given) <= bytes_max && !/\p{Cc}/u.test(given) ? given : undefined,
  };
}

/** Something to prove that one may, or nothing. Only of characters for which the log's redaction looks. */
export function secret(chars_min: number, chars_max: number): Kind<string> {
  return {
    value: "SECRET",
    takes: `${chars_min} to ${chars_max} letters, digits, - and _`,
    isSecret: true,
    read: (given) =>
      given === "" || (/^[\w-]+$/.test(given) && given.length >= chars_min && given.length <= chars_max)
        ? given
        : undefined,
  };
}

/** A whole number, both ends included. */
export function int(min: number, max: number): Kind<number> {
  return {
    value: "N",
    takes: `a whole number from ${min} to ${max}`,
    read(given) {
      const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

export function choice<const V extends string>(...values: readonly V[]): Kind<V> {
  return { value: "WORD", takes: values.join(" or "), read: (given) => values.find((value) => value === given) };
}

export const flag: Kind<boolean> = {
  value: "WORD",
  takes: "true or false",
  read: (given) => (given === "true" ? true : given === "false" ? false : undefined),
};

export const addresses: Kind<readonly string[]> = {
  value: "LIST",
  takes: "a list of IP addresses with commas between",
  read(given) {
    const list = given.split(",").map((address) => address.trim());
    if (given === "") return [];
    return list.every((address) => isIP(address) !== 0) ? list : undefined;
  },
};

/** The origin of a URL (RFC 6454): scheme, host and port without a path; or nothing. */
export const origin: Kind<string> = {
  value: "URL",
  takes: "an address as https://chat.example.org, without a path",
  read(given) {
    if (given === "") return "";
    const url = URL.parse(given);
    if (!url || !/^https?:$/.test(url.protocol)) return undefined;
    return given === url.origin || given === `${url.origin}/` ? url.origin : undefined;
  },
};
