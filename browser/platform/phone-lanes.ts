/**
 * Sends what was done, lane by lane. Each thing is in hand and on its way at once, stored beside that, and leaves the store
 * only when the server has it: a closed page, a dead battery or a valley without signal costs nothing, and the key makes it one.
 */
import type { Id } from '../contract/api';
import { fateOf, isAnswer, type Kept, type Lane, laneOf, nextIn, refusedOnes, withKept, withoutKept } from '../core/lane';
import { Refused } from './api';
import type { PhoneStore } from './phone-store';
import { Watched } from './watched';

/** What is done with what came of a sending. */
export interface Hearing {
  /** The server has it, and this is its answer. */
  readonly answered: (one: Kept, answer: unknown) => void;
  readonly refused: (one: Kept) => void;
  /** No answer, or none that settles it. */
  readonly missed: (one: Kept) => void;
  /** The phone is not enrolled (any longer). */
  readonly stranger: () => void;
}

export class PhoneLanes {
  readonly kept = new Watched<readonly Kept[]>([]);
  readonly #store: Pick<PhoneStore, 'keep' | 'drop'>;
  readonly #send: (one: Kept) => Promise<unknown>;
  readonly #hearing: Hearing;
  readonly #busy = new Set<Lane>();

  constructor(store: Pick<PhoneStore, 'keep' | 'drop'>, send: (one: Kept) => Promise<unknown>, hearing: Hearing) {
    this.#store = store;
    this.#send = send;
    this.#hearing = hearing;
  }

  /** What was kept when the app was last open, below what was done since. */
  load(kept: readonly Kept[]): void {
    this.kept.set(kept.reduce(withKept, this.kept.get()));
  }

  add(one: Kept): void {
    this.kept.set(withKept(this.kept.get(), one));
    this.#store.keep(one);
    void (laneOf(one) === 'alarm' ? this.#run('alarm') : this.sendAll());
  }

  /** A refused one was read, and is put away. */
  putAway(key: Id): void {
    if (refusedOnes(this.kept.get()).some((one) => one.key === key)) this.#drop(key);
  }

  /** Alarms first; then PINs and the rest beside one another, whatever becomes of those before. */
  async sendAll(): Promise<void> {
    await this.#run('alarm');
    await Promise.all([this.#run('pin'), this.#run('command')]);
  }

  async #run(lane: Lane): Promise<void> {
    if (this.#busy.has(lane)) return;
    this.#busy.add(lane);
    try {
      for (let one = nextIn(this.kept.get(), lane); one !== undefined; one = nextIn(this.kept.get(), lane)) {
        if (!(await this.#sendOne(one))) return;
      }
    } finally {
      this.#busy.delete(lane);
    }
  }

  /** Whether the lane goes on. */
  async #sendOne(one: Kept): Promise<boolean> {
    let answer: unknown;
    try {
      answer = await this.#send(one);
    } catch (problem) {
      const fate = problem instanceof Refused ? fateOf(problem.code, problem.kind) : 'again';
      if (fate === 'stranger') this.#hearing.stranger();
      if (fate !== 'refused') this.#hearing.missed(one);
      else this.#refuse(one, (problem as Refused).message);
      return fate === 'refused';
    }
    if (!isAnswer(answer)) {
      this.#hearing.missed(one);
      return false;
    }
    this.#drop(one.key);
    this.#hearing.answered(one, answer);
    return true;
  }

  #refuse(one: Kept, why: string): void {
    const refused = { ...one, refused: why };
    this.kept.set(withKept(this.kept.get(), refused));
    this.#store.keep(refused);
    this.#hearing.refused(refused);
  }

  #drop(key: Id): void {
    this.kept.set(withoutKept(this.kept.get(), key));
    this.#store.drop(key);
  }
}
