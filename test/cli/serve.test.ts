import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { executable } from "../support/binary.ts";
import { post } from "../support/http.ts";
import { startServer, TestServer } from "../support/server.ts";
import { Socket } from "../support/socket.ts";
import { newFolder, watchProcess } from "../support/temp.ts";
import { bantam, printed } from "./run.ts";

const person = { handle: "ana", name: "Ana", password: "a word that nobody knows" };

const main = join(import.meta.dir, "../../src/main.ts");

/** What a server prints on standard output, from its start to a stop by `signal` once it serves. */
async function output(
  args: readonly string[],
  signal: NodeJS.Signals = "SIGTERM",
): Promise<{ code: number; out: string }> {
  const running = Bun.spawn([process.execPath, main, ...args], {
    cwd: newFolder(),
    env: { PATH: process.env.PATH },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  watchProcess(running);
  let out = "";
  let isStopped = false;
  for await (const chunk of running.stdout.pipeThrough(new TextDecoderStream())) {
    out += chunk;
    const url = /running at (\S+)\n/.exec(out)?.[1];
    if (url === undefined || isStopped) continue;
    isStopped = true;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    running.kill(signal);
  }
  return { code: await running.exited, out };
}

const firstAddress =
  Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal)?.address ?? "127.0.0.1";

const qrRows = (text: string) => text.split("\n").filter((row) => /[█▀▄]/.test(row)).length;

describe("what serve prints", () => {
  const data = () => join(newFolder(), "data");
  const running = "Bantam is running at http://127\\.0\\.0\\.1:\\d+\n";
  const link = "[^\n]*http://127\\.0\\.0\\.1:\\d+/setup#[\\w-]{32}\n";

  test("in a new data folder: where it runs, and the first-run link", async () => {
    const { code, out } = await output(["serve", "--port", "0", "--data", data()]);
    expect(out).toMatch(new RegExp(`^${running}${link}$`));
    expect(code).toBe(0);
  });

  test("once there is an owner: where it runs, and nothing else; without a subcommand too", async () => {
    const folder = data();
    await printed(["user", "create", "ana", "--role", "owner", "--data", folder], { input: person.password });
    const { code, out } = await output(["--port", "0", "--data", folder]);
    expect(out).toMatch(new RegExp(`^${running}$`));
    expect(code).toBe(0);
  });

  test("where it listens, also when people find it elsewhere; the link is for them", async () => {
    const { out } = await output(["--port", "0", "--data", data(), "--public-url", "https://chat.example.org"]);
    expect(out).toMatch(new RegExp(`^${running}[^\n]*https://chat\\.example\\.org/setup#[\\w-]{32}\n$`));
  });

  test.each(["0.0.0.0", "::"])(
    "listening on every address (%s): one of this machine, where it is found",
    async (host) => {
      const { out } = await output(["--host", host, "--plain-http", "true", "--port", "0", "--data", data()]);
      const [, url = ""] = /running at (\S+)\n/.exec(out) ?? [];
      expect(new URL(url).hostname).toBe(firstAddress);
      expect(out).toContain(` ${url}/setup#`);

      await using server = await startServer({ settings: { host, plain_http: "true" } });
      await printed(["user", "create", "ana", "--role", "owner", "--data", server.dataDir], { input: person.password });
      const recover = ["user", "recover", "ana", "--data", server.dataDir];
      expect(await printed(recover)).toStartWith(`${server.url}/recover#`);
      await server.stop();
      expect(await printed(recover, { env: { BANTAM_HOST: host, BANTAM_PORT: "8080" } })).toStartWith(
        `http://${firstAddress}:8080/recover#`,
      );
    },
  );

  test("on a terminal also the link as a QR code", async () => {
    let out = "";
    let stop = () => {
      stop = () => {};
      shown.kill("SIGTERM");
    };
    const shown = Bun.spawn([process.execPath, main, "--port", "0", "--data", data()], {
      env: { PATH: process.env.PATH },
      terminal: {
        cols: 120,
        data(_terminal, bytes) {
          out += new TextDecoder().decode(bytes);
          // Once: a second signal would end it at once.
          if (qrRows(out) > 15) stop();
        },
      },
    });
    watchProcess(shown);
    expect(await shown.exited).toBe(0);
    expect(qrRows(out)).toBeGreaterThan(15);
  });
});

describe("a stop is clean", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: exit 0, everything in the one file of the database",
    async (signal) => {
      const folder = join(newFolder(), "data");
      expect((await output(["--port", "0", "--data", folder], signal)).code).toBe(0);
      expect(readdirSync(folder).toSorted()).toEqual(["bantam.db", "files", "lock", "session.key"]);
    },
  );

  test("with connections too on which nothing comes", async () => {
    await using server = await startServer();
    const { hostname, port } = new URL(server.url);
    const silent = { data() {} };
    using _web = await Bun.connect({ hostname, port: Number(port), socket: silent });
    using _local = await Bun.connect({ unix: join(server.dataDir, "bantam.sock"), socket: silent });
    expect(await server.stop()).toBe(0);
    expect(server.errors).toContain('"event":"stopped"');
    expect(readdirSync(server.dataDir).toSorted()).toEqual(["bantam.db", "files", "lock", "session.key"]);
  });

  test("with open sockets too: they are told to come back", async () => {
    await using server = await startServer();
    const { ok } = await post(server.url, undefined, "setup.finish", {
      secret: server.setup ?? "",
      ...person,
      bearer: true,
    });
    const socket = await Socket.enter(server.url, ok?.token ?? "");
    const began = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect((await socket.closed).code).toBe(1012);
  });
});

test("a first-run link dies with a restart", async () => {
  await using server = await startServer();
  const old = server.setup ?? "";
  await server.restart();
  expect(server.setup).not.toBe(old);
  expect((await post(server.url, undefined, "setup.finish", { secret: old, ...person })).error?.code).toBe("link_dead");
  const secret = server.setup ?? "";
  expect((await post(server.url, undefined, "setup.finish", { secret, ...person })).status).toBe(200);
});

test("everything it makes is for its owner alone", async () => {
  await using server = await startServer();
  expect(statSync(server.dataDir).mode & 0o777).toBe(0o700);
  const files = readdirSync(server.dataDir);
  expect(files).toContain("bantam.db-wal");
  for (const file of files) expect([file, statSync(join(server.dataDir, file)).mode & 0o077]).toEqual([file, 0]);
});

test("a forgotten promise and a throw outside of everything are logged, and the server goes on", async () => {
  const folder = newFolder();
  const preload = join(folder, "faults.ts");
  writeFileSync(
    preload,
    `process.on("SIGUSR2", () => {
       Promise.reject(new Error("nobody waits for this"));
       setTimeout(() => { throw new Error("nobody catches this"); });
     });`,
  );
  const under = ([bun = "", ...rest]: string[]) => [bun, "--preload", preload, ...rest];
  await using server = await startServer({ run: "source", under });
  process.kill(server.pid, "SIGUSR2");
  while (!/nobody catches this.*\n/.test(server.errors)) await Bun.sleep(5);
  const logged = server.errors
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { event: string; error?: string[] });
  const failures = logged.filter(({ event }) => event === "internal_error").map(({ error }) => error?.[0]);
  expect(failures).toEqual([
    expect.stringContaining("nobody waits for this"),
    expect.stringContaining("nobody catches this"),
  ]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

describe("what cannot be served is exit code 1 and one sentence", () => {
  async function failure(args: readonly string[]): Promise<string> {
    const { code, out, err } = await bantam(["serve", ...args]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^bantam: [^\n]+\.\n$/);
    return err.slice("bantam: ".length, -1);
  }
  const newData = () => join(newFolder(), "data");

  test("a port in use", async () => {
    using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const sentence = await failure(["--port", String(taken.port), "--data", newData()]);
    expect(sentence).toBe(
      `Port ${taken.port} of 127.0.0.1 is in use. Stop the program that has it, or give another with --port.`,
    );
  });

  test("an address that is not this machine's", async () => {
    const args = ["--host", "192.0.2.1", "--plain-http", "true", "--port", "0", "--data", newData()];
    expect(await failure(args)).toStartWith("The server cannot listen on port 0 of 192.0.2.1.");
  });

  test("a data folder in use, whose server goes on", async () => {
    await using server = await startServer();
    expect(await failure(["--port", "0", "--data", server.dataDir])).toBe(
      `Another Bantam runs on the data folder ${server.dataDir}. Stop it, or give another folder with --data.`,
    );
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await printed(["user", "list", "--data", server.dataDir])).toBe("");
  });

  test("a data folder that is a file, or that everybody can write to", async () => {
    const path = join(newFolder(), "file");
    writeFileSync(path, "");
    expect(await failure(["--data", path])).toContain("is not a folder");
    const open = newData();
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(await failure(["--data", open])).toContain(`chmod 700 ${open}`);
    expect(readdirSync(open)).toEqual([]);
  });

  test("a file that is not a database, which is left as it is", async () => {
    const data = newData();
    mkdirSync(data);
    const text = "The text of somebody else. ".repeat(100);
    writeFileSync(join(data, "bantam.db"), text);
    expect(await failure(["--data", data])).toContain("bantam.db is not a database");
    expect(await Bun.file(join(data, "bantam.db")).text()).toBe(text);
  });

  test("a database of a newer version, which is left as it is", async () => {
    const data = newData();
    await printed(["user", "create", "ana", "--role", "owner", "--data", data]);
    const db = new Database(join(data, "bantam.db"));
    db.run("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of the future', 9999999999999)");
    db.close();
    expect(await failure(["--data", data])).toContain("was made by a newer version of Bantam");
    const kept = new Database(join(data, "bantam.db"), { readonly: true });
    expect(kept.query("SELECT handle FROM users").all()).toEqual([{ handle: "ana" }]);
    kept.close();
  });

  test("a key that others can read", async () => {
    const data = newData();
    await printed(["user", "create", "ana", "--role", "owner", "--data", data]);
    chmodSync(join(data, "session.key"), 0o644);
    expect(await failure(["--data", data])).toContain("Others on this machine can open");
  });

  test("a network without TLS, unless the operator says so", async () => {
    const sentence = await failure(["--host", "0.0.0.0", "--data", newData()]);
    expect(sentence).toContain("public_url");
    expect(sentence).toContain("plain_http");
  });
});

test("I7 the executable runs nothing and takes no settings from the folder that it is started in", async () => {
  const cwd = newFolder();
  const trace = join(cwd, "it-ran");
  writeFileSync(join(cwd, "evil.ts"), `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "")`);
  writeFileSync(join(cwd, ".env"), "BANTAM_NO_SUCH_SETTING=1\n");
  writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./evil.ts"]\n');
  writeFileSync(join(cwd, "package.json"), '{ "name": "evil", "imports": { "#x": "./evil.ts" }, "type": "commonjs" }');
  writeFileSync(join(cwd, "tsconfig.json"), '{ "compilerOptions": { "paths": { "*": ["./evil.ts"] } } }');
  await using server = new TestServer({ run: "binary", dataDir: join(cwd, "data") });
  await server.start();
  expect(existsSync(trace)).toBe(false);
  expect(await server.stop()).toBe(0);
});

test("the executable does what the source does, from an empty folder", async () => {
  const binary = await executable();
  const cwd = newFolder();
  const run = (...args: string[]) => Bun.spawnSync([binary, ...args], { cwd, env: {} });
  expect(run("user", "create", "ana", "--role", "owner").stdout.toString()).toStartWith(
    "Made @ana, an owner.\nPassword: ",
  );
  expect(run("token", "create", "ana").stdout.toString()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect(run("user", "list").stdout.toString()).toStartWith("ana ");
  expect(run("serve", "--prot").exitCode).toBe(2);
  expect(readdirSync(cwd)).toEqual(["bantam-data"]);
});
