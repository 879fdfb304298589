import type { Services } from "../chat/services.ts";
import { workspaceRecord } from "../chat/wire.ts";
import { secureHeaders } from "./headers.ts";
import { identify } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** The grounds of the light theme in src/web/style/tokens.css, behind what is shown until the page is there. */
const ground = "#ffffff";

/** `GET /manifest.webmanifest`: how the client looks as an installed app. Who is signed in installs the workspace by its name. */
export function manifestRoute(services: Services, origins: Origins) {
  const GET = async (request: Request): Promise<Response> => {
    const name = (await isSignedIn(request)) ? workspaceRecord(services).name : "Bantam";
    const headers = {
      ...secureHeaders,
      "content-type": "application/manifest+json",
      "cache-control": "no-cache",
      vary: "cookie",
    };
    return new Response(JSON.stringify(manifest(name)), { headers });
  };
  return { GET, HEAD: GET };

  async function isSignedIn(request: Request): Promise<boolean> {
    try {
      return (await identify(services, origins, request)) !== undefined;
    } catch {
      // Whatever is wrong with the session: the page itself will tell.
      return false;
    }
  }
}

function manifest(name: string) {
  return {
    id: "/",
    name,
    short_name: name,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: ground,
    theme_color: ground,
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Write to somebody", url: "/?open=direct" },
      { name: "Browse channels", url: "/?open=browse" },
    ].map((shortcut) => ({ ...shortcut, icons: [{ src: "/icon-192.png", sizes: "192x192", type: "image/png" }] })),
  };
}
