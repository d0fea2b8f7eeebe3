/**
 * Sends what was done, lane by lane. Each thing is in hand and on its way at once, stored beside that, and leaves the store
 * only when the server has it: a closed page, a dead battery or a valley without signal costs nothing, and the key makes it one.
 */
import type { Id } from '../contract/api';
import { fateOf, isAnswer, type Kept, type Lane, laneOf, NEVER_SENT, nextIn, othersIn, putAfter, refusedOnes, withKept, withoutKept } from '../core/lane';
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
  /** Whose phone it is; null: not known. */
  readonly whose: () => Id | null;
}

export class PhoneLanes {
  readonly kept = new Watched<readonly Kept[]>([]);
  readonly #store: Pick<PhoneStore, 'keep' | 'drop'>;
  readonly #send: (one: Kept) => Promise<unknown>;
  readonly #hearing: Hearing;
  readonly #busy = new Set<Lane>();
  /** What left here: a store that was read before it was told of that brings nothing back. */
  readonly #gone = new Set<Id>();
  #loaded = false;

  constructor(store: Pick<PhoneStore, 'keep' | 'drop'>, send: (one: Kept) => Promise<unknown>, hearing: Hearing) {
    this.#store = store;
    this.#send = send;
    this.#hearing = hearing;
  }

  /** What was kept when the app was last open, before what was done since; and what another window of it kept. */
  load(kept: readonly Kept[]): void {
    const found = kept.filter(({ key }) => !this.#gone.has(key));
    const here = this.#loaded ? this.kept.get() : putAfter(this.kept.get(), found);
    this.#loaded = true;
    this.kept.set(found.reduce(withKept, here));
  }

  /** Another window of the app has sent it, or put it away. */
  forget(key: Id): void {
    this.#gone.add(key);
    this.kept.set(withoutKept(this.kept.get(), key));
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
    this.refuseOthers();
    await this.#run('alarm');
    await Promise.all([this.#run('pin'), this.#run('command')]);
  }

  /** The phone is somebody else's now: what was done before goes out under no other name. */
  refuseOthers(): void {
    for (const one of othersIn(this.kept.get(), this.#hearing.whose())) this.#refuse(one, NEVER_SENT);
  }

  async #run(lane: Lane): Promise<void> {
    if (this.#busy.has(lane)) return;
    this.#busy.add(lane);
    this.refuseOthers();
    try {
      for (let one = nextIn(this.kept.get(), lane); one !== undefined; one = nextIn(this.kept.get(), lane)) {
        if (!(await this.#sendOne(one))) return;
        this.refuseOthers();
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
      else if (fate === 'again') this.#hearing.missed(one);
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
    this.forget(key);
    this.#store.drop(key);
  }
}
