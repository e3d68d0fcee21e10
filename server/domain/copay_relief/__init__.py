"""Relief of co-payments (一部負担金の減額・免除・徴収猶予): National Health Insurance Act art. 44, rules alone."""
