import type { Server } from "bun";
import { permit } from "../chat/find.ts";
import { refusalOf, type Services } from "../chat/services.ts";
import { profileAsk } from "../profile/profile.ts";
import { takeProfile } from "../profile/profiler.ts";
import { Refusal } from "../protocol/errors.ts";
import { Misfit } from "../protocol/shape.ts";
import { readFields, refused } from "./api.ts";
import type { Connection } from "./connection.ts";
import { secureHeaders } from "./headers.ts";
import { identify, refuseForeign } from "./identity.ts";
import type { Origins } from "./origins.ts";

const headersOfAll = { ...secureHeaders, "cache-control": "no-store" };

/**
 * `POST /admin/profile` with `{"seconds": 10}`: where this server's time goes meanwhile, for owners and admins. Not a command:
 * nothing waits for it. Who accepts text/html gets a page to save; it does not run here.
 */
export function profileRoute(services: Services, origins: Origins) {
  return async (request: Request, server: Server<Connection>): Promise<Response> => {
    try {
      refuseForeign(origins, request);
      const fields = await readFields(request);
      await admit(request);
      const { seconds } = readAsk(fields);
      server.timeout(request, 0);
      const profile = await takeProfile(seconds, request.signal);
      // The session may have ended meanwhile.
      await admit(request);
      if (!request.headers.get("accept")?.includes("text/html"))
        return Response.json(profile, { headers: headersOfAll });
      const { profilePage } = await import("../profile/page.ts");
      return new Response(profilePage(profile), {
        headers: {
          ...headersOfAll,
          "content-type": "text/html; charset=utf-8",
          "content-disposition": 'attachment; filename="bantam-profile.html"',
        },
      });
    } catch (error) {
      return refused(refusalOf(services, error));
    }
  };

  async function admit(request: Request): Promise<void> {
    const identity = await identify(services, origins, request);
    if (!identity) throw new Refusal("not_signed_in");
    permit("admin", identity.user);
  }
}

function readAsk(fields: Record<string, unknown>) {
  try {
    return profileAsk.read(fields, "profile");
  } catch (error) {
    throw error instanceof Misfit ? new Refusal("bad_value", error.message) : error;
  }
}
