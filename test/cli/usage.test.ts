import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { settingRows } from "../../src/config/settings.ts";
import { newFolder } from "../support/temp.ts";
import { bantam, printed } from "./run.ts";

const subcommands = [
  "serve",
  "user create",
  "user list",
  "user set-role",
  "user deactivate",
  "user recover",
  "token create",
  "token list",
  "token revoke",
  "invite create",
  "profile",
];

test("--version says the version, and nothing else", async () => {
  expect(await bantam(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("--help lists every subcommand", async () => {
  const { code, out, err } = await bantam(["--help"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const name of subcommands) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
});

describe("--help after a subcommand says how it is called", () => {
  for (const name of subcommands)
    test(name, async () => {
      const { code, out, err } = await bantam([...name.split(" "), "--help"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toStartWith(`Usage: bantam ${name}`);
      expect(out).toContain("--data DIR");
    });
  test("user, which has several", async () => {
    const out = await printed(["user", "--help"]);
    expect(out).toContain("user create HANDLE");
    expect(out).not.toContain("invite create");
  });
});

test("serve --help lists every setting with its default, in lines that fit a terminal", async () => {
  const out = await printed(["serve", "--help"]);
  const text = out.replaceAll(/\s+/g, " ");
  for (const { name, value, help, takes, initial } of settingRows) {
    const otherwise = initial === "" ? "" : `; ${initial} if not given`;
    expect(text).toContain(`--${name.replaceAll("_", "-")} ${value} ${help} (${takes}${otherwise})`);
  }
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});

describe("wrong usage is exit code 2, a sentence, and what to try", () => {
  const data = join(newFolder(), "data");
  const cases: [args: string[], sentence: string, hint: string][] = [
    [["srve"], 'There is no subcommand "srve".', ""],
    [["user"], 'There is no subcommand "user".', ""],
    [["user", "delete", "ana"], 'There is no subcommand "user delete".', ""],
    [["serve", "--prot", "1"], "There is no option --prot.", "serve "],
    [["--prot=1"], "There is no option --prot.", "serve "],
    [["serve", "-p", "1"], "There is no option -p.", "serve "],
    [["serve", "--port"], "--port needs a value.", "serve "],
    [["serve", "--data", "--port", "0"], "--data needs a value.", "serve "],
    [["serve", "now"], '"now" is one argument too many.', "serve "],
    [["serve", "--port", "http"], 'port must be a whole number from 0 to 65535, not "http" (from --port).', "serve "],
    [["user", "create", "--role", "member"], "HANDLE is missing.", "user create "],
    [["user", "create", "ana", "bo", "--role", "member"], '"bo" is one argument too many.', "user create "],
    [["user", "create", "ana"], '"role" is missing.', "user create "],
    [
      ["user", "create", "ana", "--role", "king"],
      '"role" must be one of: owner, admin, member, guest.',
      "user create ",
    ],
    [["user", "list", "--port", "0"], "There is no option --port.", "user list "],
    [["user", "deactivate", ""], '"handle" must not be empty.', "user deactivate "],
    [["token", "create"], "HANDLE is missing.", "token create "],
    [["token", "create", "ana", "--days", "0"], '"days" must be a whole number from 1 to 3650.', "token create "],
    [["token", "revoke", "ana"], "ID is missing.", "token revoke "],
    [["invite", "create", "--uses", "0"], '"uses" must be a whole number from 1 to 10000.', "invite create "],
    [["profile", "--seconds", "0"], '"seconds" must be a whole number from 1 to 60.', "profile "],
    [["profile", "--seconds", "61"], '"seconds" must be a whole number from 1 to 60.', "profile "],
    [["profile", "--seconds", "soon"], '"seconds" must be a whole number from 1 to 60.', "profile "],
    [["profile", "--url", "chat"], "--url must be a server's address such as https://chat.example.org.", "profile "],
    [["invite", "create", "--days", "soon"], '"days" must be a whole number from 1 to 365.', "invite create "],
  ];
  for (const [args, sentence, hint] of cases)
    test(`bantam ${args.join(" ")}`, async () => {
      expect(await bantam(args, { env: { BANTAM_DATA: data } })).toEqual({
        code: 2,
        out: "",
        err: `bantam: ${sentence}\nTry: bantam ${hint}--help\n`,
      });
    });
  test("and nothing was made", () => expect(existsSync(data)).toBe(false));
});

describe("what is wrong elsewhere is exit code 1 and a sentence", () => {
  for (const [what, env, sentence] of [
    [
      "a variable's value",
      { BANTAM_PORT: "http" },
      'port must be a whole number from 0 to 65535, not "http" (from BANTAM_PORT).',
    ],
    [
      "a variable's name",
      { BANTAM_PROT: "1" },
      'There is no setting "prot" (from BANTAM_PROT). See bantam serve --help for those that exist.',
    ],
    ["a file that is not there", { BANTAM_CONFIG: "/nowhere" }, "The configuration file /nowhere cannot be read:"],
  ] as const)
    test(what, async () => {
      const { code, out, err } = await bantam(["serve"], { env });
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toStartWith(`bantam: ${sentence}`);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    });
});

describe("a command that needs data does not make a folder where there is none", () => {
  for (const args of [
    ["user", "list"],
    ["user", "deactivate", "ana"],
    ["user", "set-role", "ana", "--role", "guest"],
    ["user", "recover", "ana"],
    ["token", "create", "ana"],
    ["token", "list", "ana"],
    ["invite", "create"],
  ])
    test(`bantam ${args.join(" ")}`, async () => {
      const data = join(newFolder(), "data");
      const { code, err } = await bantam([...args, "--data", data]);
      expect(code).toBe(1);
      expect(err).toBe(`bantam: There is no data folder ${data}. Give the server's with --data.\n`);
      expect(existsSync(data)).toBe(false);
    });
});
