import { dictionary } from "@zxcvbn-ts/language-common";
import { limits } from "../protocol/limits.ts";

const common_passwords_count = 3000;

/**
 * The most common passwords of those that are long enough, in small letters (ASVS 5.0, 6.2.4). Run when the program is
 * built, so that only these are in it.
 */
export function commonPasswords(): string[] {
  return dictionary["passwords-common"]
    .filter((password) => password.length >= limits.password_chars_min)
    .slice(0, common_passwords_count);
}
