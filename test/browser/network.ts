import type { Page, WebSocketRoute } from "playwright-core";
import type { Command } from "../../src/protocol/commands.ts";

/** What lies between the pictured client and the server: it fails as it is told. Nothing that is looked at becomes read. */
export class Network {
  /** The command that is refused. */
  refuses: Command["do"] | undefined;
  /** The command that is never answered. */
  holds: Command["do"] | undefined;
  #isCut = false;
  readonly #sockets: WebSocketRoute[] = [];

  private constructor(readonly page: Page) {}

  static async on(page: Page): Promise<Network> {
    const network = new Network(page);
    await page.routeWebSocket(/\/ws$/, (socket) => network.#carry(socket));
    return network;
  }

  async cut(): Promise<void> {
    this.#isCut = true;
    for (const socket of this.#sockets) await socket.close({ code: 1011 });
  }

  /** As where the device has none. */
  async goOffline(): Promise<void> {
    await this.page.context().setOffline(true);
    await this.cut();
  }

  /** Nothing fails any more. */
  async mend(): Promise<void> {
    this.refuses = this.holds = undefined;
    this.#isCut = false;
    await this.page.context().setOffline(false);
  }

  async #carry(socket: WebSocketRoute): Promise<void> {
    if (this.#isCut) return socket.close({ code: 1011 });
    this.#sockets.push(socket);
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const passed = (JSON.parse(String(frame)) as Command[]).filter((command) => {
        const { id, do: name } = command;
        if (name === "read.set") socket.send(JSON.stringify([{ re: id, ok: {} }]));
        if (name === this.refuses) {
          const error = { code: "forbidden", message: "Your role does not allow this. Ask an admin." };
          socket.send(JSON.stringify([{ re: id, error }]));
        }
        return name !== "read.set" && name !== this.refuses && name !== this.holds;
      });
      if (passed.length > 0) server.send(JSON.stringify(passed));
    });
  }
}
