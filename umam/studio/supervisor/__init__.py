"""The supervisor behind `make run`: it starts the parts of the studio, watches them and ends them together.

ports     which address the web server gets
lock      one studio for each data directory
valkey    the embedded broker: its configuration and address
parts     what the studio is made of: one command line each
child     one part as a process: restarted when it ends, never left behind
studio    the order of things: start, watch, stop
console   what a person reads meanwhile
film      the progress of the demo film in plain lines
"""
