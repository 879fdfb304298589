/** The baseline as a server that can be profiled as Bantam can, through a local socket in its folder. See ../baseline/server.ts. */
import { join } from "node:path";
import { profileAsk } from "../../src/profile/profile.ts";
import { takeProfile } from "../../src/profile/profiler.ts";

const [folder = ""] = process.argv.slice(2);

Bun.serve({
  unix: join(folder, "bantam.sock"),
  development: false,
  async fetch(request, self) {
    self.timeout(request, 0);
    const { seconds } = profileAsk.read(await request.json(), "profile");
    return Response.json(await takeProfile(seconds));
  },
});

await import("../baseline/server.ts");
