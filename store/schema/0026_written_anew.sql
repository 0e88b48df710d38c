-- The room that the steps before no longer need goes back to the disk. No transaction: `vacuum` is one by itself.

vacuum;
