import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time';

/** Does nothing until it is answered by hand. */
function slowly() {
  const asked: string[] = [];
  const answers: ((goes_on: boolean) => void)[] = [];
  const ask = oneAtATime<string>((wish) => {
    asked.push(wish);
    return new Promise((answer) => answers.push(answer));
  }, (a, b) => a === b);
  const answer = async (goes_on: boolean) => {
    answers.shift()?.(goes_on);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { asked, ask, answer };
}

describe('one at a time', () => {
  it('asks at once where nothing waits, and again after the answer', async () => {
    const { asked, ask, answer } = slowly();
    const first = ask('a');
    await answer(true);
    await first;
    void ask('a');
    expect(asked).toEqual(['a', 'a']);
  });
  it('keeps the latest of what is asked meanwhile: a press that came too early is not lost', async () => {
    const { asked, ask, answer } = slowly();
    void ask('wrong');
    void ask('right');
    void ask('right, corrected');
    expect(asked).toEqual(['wrong']);
    await answer(true);
    expect(asked).toEqual(['wrong', 'right, corrected']);
  });
  it('does not ask the very same again, nor anything once it is answered well', async () => {
    const { asked, ask, answer } = slowly();
    void ask('a');
    void ask('a');
    await answer(true);
    expect(asked).toEqual(['a']);
    void ask('b');
    void ask('c');
    await answer(false);
    expect(asked).toEqual(['a', 'b']);
  });
  it('asks anew after a failure', async () => {
    let calls = 0;
    const ask = oneAtATime<string>(() => {
      calls += 1;
      return Promise.reject(new Error('no'));
    }, () => true);
    await expect(ask('a')).rejects.toThrow('no');
    await expect(ask('a')).rejects.toThrow('no');
    expect(calls).toBe(2);
  });
});
