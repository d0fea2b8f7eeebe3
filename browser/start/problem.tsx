/** What an address gives that leads nowhere, or that is not for whoever opened it: why, and where to go on. */
import { Button } from '@mantine/core';
import { Icon } from '../ui/icon';

interface Props {
  readonly title: string;
  readonly detail: string;
}

export const Problem = ({ title, detail }: Props) => (
  <main className="start">
    <p className="start-brand"><Icon name="bell" />Tocsin</p>
    <h1>{title}</h1>
    <p className="lead">{detail}</p>
    <div className="start-ways">
      <Button component="a" href="/console/" variant="filled" size="go">Open the console</Button>
      <a className="lesser" href="/">All pages of Tocsin</a>
    </div>
  </main>
);
