"""Reading what people bring: bounded, in a child process, understood before it is published."""
