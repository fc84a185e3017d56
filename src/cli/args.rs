//! Every command and flag, with its help: the manual is generated from here.
