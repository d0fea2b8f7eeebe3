import { show } from '../ui/root';
import './handsets.css';
import { Handsets } from './handsets';

show(<Handsets />, 'auto');
