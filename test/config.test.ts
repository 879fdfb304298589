import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseOpenHttp } from "../src/config/exposure.ts";
import { type Settings, settingRows } from "../src/config/settings.ts";
import { readSettings, WrongSetting } from "../src/config/sources.ts";
import { newFolder } from "./support/temp.ts";

/** Another value than the default for every setting, as text and as it is read. */
const others: { [N in keyof Settings]: [text: string, value: Settings[N]] } = {
  data: ["/srv/chat", "/srv/chat"],
  host: ["::1", "::1"],
  port: ["0", 0],
  public_url: ["https://chat.example.org/", "https://chat.example.org"],
  plain_http: ["true", true],
  trusted_proxies: ["10.0.0.1, fd00::1", ["10.0.0.1", "fd00::1"]],
  workspace: ["C# = fun", "C# = fun"],
  durability: ["relaxed", "relaxed"],
  session_days: ["3650", 3650],
  sends_per_10s: ["0", 0],
  commands_per_minute: ["1000000", 1_000_000],
  pictures_per_minute: ["0", 0],
  uploads_per_minute: ["0", 0],
  attachments_mib_per_user: ["5", 5],
  burst: ["1", 1],
  sign_ins_per_5_minutes: ["3", 3],
  sign_ins_per_address: ["4", 4],
  hashes_at_once: ["1", 1],
  connections_max: ["1", 1],
  sockets_per_user: ["5", 5],
  outgoing_bytes_max: ["65536", 65_536],
  hello_timeout_seconds: ["600", 600],
  session_cache: ["100", 100],
  metrics_token: ["a-token_of-24-characters", "a-token_of-24-characters"],
  log_level: ["debug", "debug"],
};
const names = Object.keys(others) as (keyof Settings)[];
const texts = Object.fromEntries(names.map((name) => [name, others[name][0]]));
const values = Object.fromEntries(names.map((name) => [name, others[name][1]]));

const variable = (name: string) => `BANTAM_${name.toUpperCase()}`;
const environment = (given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [variable(name), value]));

function configFile(text: string, name = "chat.conf"): string {
  const path = join(newFolder(), name);
  writeFileSync(path, text);
  return path;
}

function refusal(read: () => unknown): WrongSetting {
  try {
    read();
  } catch (error) {
    if (error instanceof WrongSetting) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("every setting has one name, with which it is given", () => {
  test("on the command line", () => expect<object>(readSettings(texts, {})).toEqual(values));
  test("in the environment", () => expect<object>(readSettings({}, environment(texts))).toEqual(values));
  test("in a file that is named", () => {
    const lines = names.map((name) => `  ${name}=${texts[name]}  `);
    const path = configFile(["# all of them", "", ...lines].join("\r\n"));
    expect<object>(readSettings({ config: path }, {})).toEqual(values);
    expect<object>(readSettings({}, { BANTAM_CONFIG: path })).toEqual(values);
  });
  test("in bantam.conf in the data folder", () => {
    const path = configFile("port = 1\nworkspace = Crew", "bantam.conf");
    expect(readSettings({ data: join(path, "..") }, {})).toMatchObject({ port: 1, workspace: "Crew" });
  });
  test("and the table lists no other", () => expect(settingRows.map(({ name }) => name)).toEqual(names));
});

test("the command line goes before the environment, this before the file, this before the default", () => {
  const config = configFile("port = 3\nburst = 3\nsession_days = 3");
  const settings = readSettings({ config, port: "1" }, environment({ port: "2", burst: "2" }));
  expect(settings).toMatchObject({ port: 1, burst: 2, session_days: 3, sockets_per_user: 20 });
});

test("a variable set to nothing is not set", () => {
  expect(readSettings({}, { BANTAM_PORT: "", BANTAM_PUBLIC_URL: "" }).port).toBe(8080);
});

const wrong: [name: keyof Settings, ...values: string[]][] = [
  ["data", "", "a\0b", "x".repeat(5000)],
  ["host", "", "a\nb"],
  ["port", "", "-1", "65536", "80.5", "0x50", "8e3", " 80", "eighty", "99999999999999999999"],
  [
    "public_url",
    "chat.example.org",
    "ftp://a",
    "https://a/b",
    "https://a?",
    "https://u:p@a",
    "https://A",
    "javascript:1",
  ],
  ["plain_http", "", "yes", "TRUE", "1"],
  ["trusted_proxies", "proxy", "10.0.0.1,", "10.0.0.0/8"],
  ["workspace", "", "x".repeat(65), "a\u0007b"],
  ["durability", "", "Full", "none"],
  ["session_days", "0", "3651"],
  ["outgoing_bytes_max", "65535", "16777217", "1 MiB"],
  ["log_level", "verbose"],
];

describe("a wrong value names the setting, the value and where it came from", () => {
  for (const [name, ...given] of wrong)
    for (const value of given)
      test(`${name} = ${JSON.stringify(value.slice(0, 40))}`, () => {
        const failure = refusal(() => readSettings({ [name]: value }, {}));
        expect(failure.message).toStartWith(`${name} must be `);
        expect(failure.message).toEndWith(`not ${JSON.stringify(value)} (from --${name.replaceAll("_", "-")}).`);
        expect(failure.isOnCommandLine).toBe(true);
      });

  test("but of a secret only where it came from", () => {
    for (const given of ["short", `${"x".repeat(23)}\u00e9`, `${"x".repeat(24)} y`, "x".repeat(201)]) {
      const { message } = refusal(() => readSettings({}, { BANTAM_METRICS_TOKEN: given }));
      expect(message).toBe("metrics_token must be 24 to 200 letters, digits, - and _ (from BANTAM_METRICS_TOKEN).");
    }
  });

  test("from the environment", () => {
    const failure = refusal(() => readSettings({}, { BANTAM_PORT: "tcp://10.0.0.1:80" }));
    expect(failure.message).toBe(
      'port must be a whole number from 0 to 65535, not "tcp://10.0.0.1:80" (from BANTAM_PORT).',
    );
    expect(failure.isOnCommandLine).toBe(false);
  });

  test("from a file, with the line", () => {
    const config = configFile("# ports\n\nport = http");
    expect(refusal(() => readSettings({ config }, {})).message).toEndWith(`not "http" (from ${config}, line 3).`);
  });
});

describe("what is no setting stops the start", () => {
  test("a variable", () =>
    expect(refusal(() => readSettings({}, { BANTAM_PROT: "1" })).message).toContain(
      'no setting "prot" (from BANTAM_PROT)',
    ));
  for (const [line, sentence] of [
    ["prot = 1", 'There is no setting "prot"'],
    ["--port = 1", 'There is no setting "--port"'],
    ["config = x", 'There is no setting "config"'],
    ["port 1", 'A line must be "name = value"'],
    ["= 1", 'A line must be "name = value"'],
    ["port = 1\nport = 2", "port is set twice"],
  ] as const)
    test(`a line ${JSON.stringify(line)}`, () => {
      const config = configFile(line);
      const { message } = refusal(() => readSettings({ config }, {}));
      expect(message).toStartWith(sentence);
      expect(message).toContain(`${config}, line ${line.split("\n").length}`);
    });
  test("a file that is not there", () =>
    expect(refusal(() => readSettings({ config: "/nowhere/x.conf" }, {})).message).toContain(
      "/nowhere/x.conf cannot be read",
    ));
  test("the data folder, in the data folder's own file", () => {
    const path = configFile("data = elsewhere", "bantam.conf");
    expect(refusal(() => readSettings({ data: join(path, "..") }, {})).message).toContain("data cannot be set");
  });
});

describe("without TLS only this machine is let in, unless the operator says otherwise", () => {
  const cases: [given: Record<string, string>, taken: boolean][] = [
    [{}, true],
    [{ host: "localhost" }, true],
    [{ host: "127.8.8.8" }, true],
    [{ host: "::1" }, true],
    [{ host: "0.0.0.0" }, false],
    [{ host: "::" }, false],
    [{ host: "192.168.1.5" }, false],
    [{ host: "127.evil.example" }, false],
    [{ host: "chat.example.org" }, false],
    [{ host: "0.0.0.0", plain_http: "true" }, true],
    [{ host: "0.0.0.0", public_url: "https://chat.example.org" }, true],
    [{ host: "0.0.0.0", public_url: "http://localhost:8080" }, false],
    [{ public_url: "https://chat.example.org" }, true],
    [{ public_url: "http://localhost:3000" }, true],
    [{ public_url: "http://[::1]:3000" }, true],
    [{ public_url: "http://chat.example.org" }, false],
    [{ public_url: "http://chat.example.org", plain_http: "true" }, true],
  ];
  for (const [given, taken] of cases)
    test(`${JSON.stringify(given)} is ${taken ? "taken" : "refused, with both ways out"}`, () => {
      const settings = readSettings(given, {});
      if (taken) return refuseOpenHttp(settings);
      const { message } = refusal(() => refuseOpenHttp(settings));
      expect(message).toContain("public_url (https://...)");
      expect(message).toContain("plain_http");
    });
});
