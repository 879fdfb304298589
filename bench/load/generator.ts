import { join } from "node:path";
import { pin } from "../machine.ts";
import { OrderedProcess } from "../ordered.ts";
import { type MemberPlan, type Order, type Outcome, outcome, type PrepareOrder, type RoundOrder } from "./orders.ts";

const load_core = 1;

/** The load generator (load.ts) in a process of its own. */
export class Load extends OrderedProcess<Order, Outcome> {
  constructor() {
    super(pin(load_core)([process.execPath, join(import.meta.dir, "load.ts")]), outcome);
  }

  async connect(url: string, members: MemberPlan[]): Promise<this> {
    await this.order({ do: "connect", url, members });
    return this;
  }

  async prepare(given: PrepareOrder): Promise<void> {
    await this.order({ do: "prepare", ...given });
  }

  /** Rejects when a message was lost or doubled. */
  round(given: RoundOrder): Promise<Outcome> {
    return this.order({ do: "round", ...given });
  }
}
