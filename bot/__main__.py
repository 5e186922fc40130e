"""python -m bot"""

from bot.front import main

main(prog_name="python -m bot")
