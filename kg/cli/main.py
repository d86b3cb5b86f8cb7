"""The command line: each command parses, calls one public function, and prints.

What is imported here costs every ``kg --help``: click and nothing else. A command imports what it needs when it runs.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from typing import Any

import click

from kg import __version__
from kg.errors import KgError, UsageError

__all__ = ["cli", "main"]

#: The commands in the order in which one meets them; each is the function ``command`` of the module of its name.
COMMANDS = (
    "build",
    "extract",
    "info",
    "query",
    "ask",
    "load",
    "rank",
    "communities",
    "trends",
    "compare",
    "similar",
    "gaps",
    "view",
    "export",
    "resolve",
    "completion",
)


class Commands(click.Group):
    """A group whose commands are modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """A map of a pile of paper abstracts: methods, datasets, concepts, who shares what, and what is central.

    Start with:  kg build PAPERS -o NAME.kg
    """


def main() -> None:
    """Run a command; exit with 0, with 1 on an error, with 2 where the call itself makes no sense."""
    # spaCy's word for workers that were stopped: an interrupted run says so by itself.
    warnings.filterwarnings("ignore", message=r"\[W127\]")
    try:
        cli.main(standalone_mode=False, prog_name="kg")
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
    except click.UsageError as error:
        _fail(_usage(error), 2)
    except UsageError as error:
        _fail(str(error), 2)
    except KgError as error:
        _fail(str(error), 1)
    except (click.Abort, KeyboardInterrupt):
        _stop()
    except click.ClickException as error:
        _fail(error.format_message(), 1)


def _usage(error: click.UsageError) -> str:
    where = f" (see: {error.ctx.command_path} --help)" if error.ctx else ""
    return f"{' '.join(error.format_message().split())}{where}"


def _stop() -> None:
    """End at once: the queues of worker processes that are gone would be waited for for ever."""
    from multiprocessing import active_children

    for child in active_children():
        child.kill()
    click.echo("kg: interrupted; nothing that was there is lost", err=True)
    sys.stdout.flush()
    os._exit(1)


def _fail(message: str, code: int) -> None:
    from kg.cli.show import printable

    click.echo(f"kg: {printable(message)}", err=True)
    sys.exit(code)
